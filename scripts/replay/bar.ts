import { Presets, SingleBar } from 'cli-progress';
import type { ReplayProgress } from '@shop/platform/projecting/replay-progress.ts';

/** The progress of one projection: a bar on a terminal, a line now and then elsewhere. */
export interface ReplayBar {
  show(progress: ReplayProgress): void;
  /** Takes the bar away and says how it ended. */
  end(outcome: string): void;
}

const lineEvery = 2_000;

export function replayBar(name: string): ReplayBar {
  const title = name.padEnd(20);
  if (!process.stdout.isTTY) return lines(title);
  const bar = new SingleBar(
    { format: `${title} {phase} {bar} {percentage} % | {rate} events/s | {left} left`, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(1, 0, { phase: 'building ', rate: '0', left: '?' });
  return {
    show(progress) {
      bar.setTotal(Math.max(1, progress.total));
      bar.update(progress.done, { phase: progress.phase.padEnd(9), ...figures(progress) });
    },
    end(outcome) {
      bar.stop();
      console.log(`${title} ${outcome}`);
    },
  };
}

function lines(title: string): ReplayBar {
  let saidAt = Date.now();
  return {
    show(progress) {
      if (Date.now() - saidAt < lineEvery) return;
      saidAt = Date.now();
      const { rate, left } = figures(progress);
      console.log(`${title} ${progress.phase} ${progress.done}/${progress.total}, ${rate} events/s, ${left} left`);
    },
    end: (outcome) => console.log(`${title} ${outcome}`),
  };
}

function figures({ eventsPerSecond, secondsLeft }: ReplayProgress): { rate: string; left: string } {
  return {
    rate: Math.round(eventsPerSecond).toLocaleString('en'),
    left: secondsLeft === null ? '?' : `${Math.ceil(secondsLeft)} s`,
  };
}
