import { Presets, SingleBar } from 'cli-progress';

/** A bar with rate and time left on a terminal; a line now and then where the output goes to a file. */
export interface ProgressBar {
  advance(by: number): void;
  end(): void;
}

const lineEvery = 5_000;

export function progressBar(name: string, total: number, unit: string): ProgressBar {
  if (!process.stdout.isTTY) return progressLines(name, total, unit);
  const bar = new SingleBar(
    { format: `${name} {bar} {percentage} % | {value}/{total} ${unit} | {rate}/s | {eta_formatted} left`, etaBuffer: 500 },
    Presets.shades_classic,
  );
  const startedAt = Date.now();
  let done = 0;
  bar.start(total, 0, { rate: 0 });
  return {
    advance(by) {
      done += by;
      bar.update(Math.min(done, total), { rate: Math.round((done * 1000) / Math.max(1, Date.now() - startedAt)) });
    },
    end: () => bar.stop(),
  };
}

function progressLines(name: string, total: number, unit: string): ProgressBar {
  const startedAt = Date.now();
  let done = 0;
  let saidAt = startedAt;
  const say = (): void => {
    const seconds = (Date.now() - startedAt) / 1000;
    const rate = done / Math.max(0.001, seconds);
    const left = rate > 0 ? Math.max(0, (total - done) / rate) : 0;
    console.log(`${name}: ${done}/${total} ${unit}, ${rate.toFixed(0)}/s, ${left.toFixed(0)} s left`);
    saidAt = Date.now();
  };
  return {
    advance(by) {
      done += by;
      if (Date.now() - saidAt >= lineEvery) say();
    },
    end: say,
  };
}
