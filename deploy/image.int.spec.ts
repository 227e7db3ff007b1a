import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { inImage } from './testing/docker-ignore.ts';
import { reachableFrom } from './testing/imports.ts';
import { root, textOf } from './testing/repository.ts';

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean; readonly dev?: boolean }>>;
}

const entries = ['distributed/main.ts', 'gateway/main.ts'];
const manifest = (folder: string) => JSON.parse(textOf(join(folder, 'package.json'))) as Manifest;
const folders = globSync([...(manifest('.').workspaces ?? [])], { cwd: root });
const dockerfile = textOf('Dockerfile');

describe('the image', () => {
  it('has every file that the services and the gateway may come to run', () => {
    const { files } = reachableFrom(entries);
    assert.ok(files.length > 300, String(files.length));
    assert.deepEqual(
      files.filter((file) => !inImage(file)),
      [],
    );
  });

  it('has every package they name, in the workspaces that are in the image', () => {
    const kept = folders.filter((folder) => inImage(join(folder, 'package.json')));
    const installed = new Set(kept.flatMap((folder) => Object.keys(manifest(folder).dependencies ?? {})));
    const { packages } = reachableFrom(entries);
    assert.ok(packages.includes('express-gateway') && packages.includes('kafkajs'));
    assert.deepEqual(
      packages.filter((name) => !installed.has(name)),
      [],
    );
    for (const name of [...installed].filter((one) => one.startsWith('@shop/'))) {
      const folder = folders.find((one) => (JSON.parse(textOf(join(one, 'package.json'))) as { name: string }).name === name);
      assert.ok(folder !== undefined && kept.includes(folder), `${name} is needed and not in the image`);
    }
  });

  it('has the gateway’s own files that are read rather than imported', () => {
    for (const file of globSync('gateway/engine/**/*.{yml,json,cjs}', { cwd: root })) assert.ok(inImage(file), file);
    assert.ok(inImage('deploy/health-check.mjs'));
  });

  it('has no specs, no tests’ helpers, no secrets, no data and nothing of development', () => {
    for (const path of [
      '.env',
      '.git/config',
      'data/log.db',
      'node_modules/express/index.js',
      'gateway/node_modules/jose/package.json',
      'gateway/main.int.spec.ts',
      'standalone/main.ts',
      'benchmarks/main.ts',
      'postman/shop.postman_collection.json',
      'deploy/keycloak/shop-realm.json',
      'docs/architecture.md',
      'command-services/orders/testing/order-service.ts',
    ]) {
      assert.equal(inImage(path), false, path);
    }
  });

  it('needs no install script: the one native module brings its binaries along', () => {
    const { packages } = JSON.parse(textOf('package-lock.json')) as Lock;
    const scripted = Object.entries(packages).filter(([, { hasInstallScript, dev }]) => hasInstallScript && !dev);
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//, ''));
    // node: the image has its own. The others only print or tune; nothing of theirs is built.
    const harmless = ['node', '@scarf/scarf', 'es5-ext', 'protobufjs'];
    assert.deepEqual(
      names.filter((name) => !harmless.includes(name)),
      [],
    );
    const require = createRequire(join(root, 'platform', 'package.json'));
    const prebuilt = join(dirname(require.resolve('better-sqlite3/package.json')), 'prebuilds');
    for (const file of ['linux-x64.node', 'linux-arm64.node']) assert.equal(globSync(join(prebuilt, file)).length, 1, file);
  });

  it('runs the pinned Node as nobody in particular, and is asked to end by SIGTERM', () => {
    const pinned = manifest('.').dependencies?.['node'];
    assert.ok(dockerfile.includes(`ARG NODE_IMAGE=node:${pinned}-`));
    assert.match(dockerfile, /^USER 1000:1000$/m);
    assert.match(dockerfile, /^STOPSIGNAL SIGTERM$/m);
    assert.match(dockerfile, /^ENTRYPOINT \["node", "--disable-warning=ExperimentalWarning"\]$/m);
    assert.match(dockerfile, /^HEALTHCHECK .* CMD \["node", "deploy\/health-check.mjs"\]$/m);
    assert.match(dockerfile, /npm ci --omit=dev --ignore-scripts/);
  });

  it('copies nothing from outside but what .dockerignore lets in', () => {
    const copies = [...dockerfile.matchAll(/^(?:COPY|ADD) (.*)$/gm)].map(([, what]) => what);
    assert.deepEqual(copies, ['. .', '--from=manifests /app ./', '--from=dependencies /app ./', '. .']);
  });

  it('starts far enough to tell how it is used', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'distributed/main.ts'], {
      cwd: root,
      encoding: 'utf8',
    });
    assert.equal(status, 2);
    assert.match(stderr, /^usage: .*<role>/);
  });
});
