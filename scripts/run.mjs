// Runs an entry point on the pinned Node, installing what is missing first. Plain JavaScript that any
// Node from 20 on understands, because it is what a bare machine starts with.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry, ...args] = process.argv.slice(2);
if (!entry) {
  console.error('usage: node scripts/run.mjs <entry.ts> [arguments]');
  process.exit(2);
}

const oldest = 20;
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(`Node ${process.versions.node} is too old to install the shop: Node ${oldest} or newer is needed.`);
  process.exit(1);
}

// Whose child this is must be known before an install that may take minutes.
const parent = process.ppid;
install();
const node = pinnedNode();
if (stopsWithNpm() && process.ppid !== parent) {
  console.error('npm was told to end meanwhile; nothing was started.');
  process.exit(1);
}
run(node);

/** Installs when nothing is installed yet or the lockfile changed since. */
function install() {
  const stamp = join(root, 'node_modules', '.installed');
  const lock = join(root, 'package-lock.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === String(statSync(lock).mtimeMs)) return;
  console.error('Installing dependencies (once) …');
  npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
  // The only install script the shop needs: it puts the pinned Node's binary in place.
  npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error'], { mayFail: true });
  writeFileSync(stamp, String(statSync(lock).mtimeMs));
  utimesSync(stamp, new Date(), new Date());
}

function npm(npmArgs, { mayFail = false } = {}) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(command, npmArgs, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0 || mayFail) return;
  console.error(`npm ${npmArgs[0]} failed${error ? `: ${error.message}` : ''}; nothing was started.`);
  process.exit(1);
}

/** The pinned binary, else this machine's own Node where that is new enough to run TypeScript. */
function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const pinned = join(root, 'node_modules', 'node', 'bin', name);
  if (existsSync(pinned) && spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    console.error(`The pinned Node is not installed; using this machine's Node ${process.versions.node}.`);
    return process.execPath;
  }
  console.error('The pinned Node could not be installed and this machine has no Node 24 or newer.');
  process.exit(1);
}

function run(node) {
  // A smaller nursery: a third less memory after load for a few percent of CPU (docs/decisions).
  const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=16'];
  const child = spawn(node, [...flags, join(root, entry), ...args], {
    stdio: 'inherit',
    cwd: root,
    env: {
      ...process.env,
      // Keeps what was compiled and stripped of types: starts are faster, and the compiler's memory is not needed.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compile'),
      PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
    },
  });
  // A terminal's Ctrl-C reaches the child by itself; what is sent to us alone is handed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  stopWithNpm(child);
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/**
 * Whether npm's shell runs this command alone. Another shell below npm, or a script with more in it, may well end
 * before what it started, which is to live on.
 */
function stopsWithNpm() {
  const script = process.env.npm_lifecycle_script ?? '';
  const own = `node scripts/run.mjs ${entry}`;
  const alone = (script === own || script.startsWith(`${own} `)) && !/[&;|\n]/.test(script);
  return alone && process.platform !== 'win32';
}

/** npm hands signals to a shell that does not hand them on: where that has gone, whoever sent one wants an end. */
function stopWithNpm(child) {
  if (!stopsWithNpm()) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 250);
  watch.unref();
}
