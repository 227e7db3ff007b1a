import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { policyNames } from '../plugin/steps.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly name?: string }>>;
}

/** Least versions without the known holes of what Express Gateway asks for (docs: architecture, security). */
const mended: Readonly<Record<string, string>> = {
  ejs: '3.1.10',
  jsonwebtoken: '9.0.3',
  passport: '0.7.0',
  'proxy-agent': '6.5.0',
  superagent: '10.2.3',
  winston: '3.19.0',
};
/** Packages in whose place another one must stand. */
const replaced: Readonly<Record<string, string>> = {
  'http-proxy': 'http-proxy-node16',
  'yeoman-environment': 'empty-npm-package',
  'yeoman-generator': 'empty-npm-package',
};

function older(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split(/[.+-]/).slice(0, 3).map(Number));
  for (let i = 0; i < 3; i++) {
    const [left, right] = [a?.[i] ?? 0, b?.[i] ?? 0];
    if (left !== right) return left < right;
  }
  return version.includes('-');
}

describe('the lockfile', () => {
  const { packages } = JSON.parse(read('../../package-lock.json')) as Lock;
  const named = (name: string) => Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));

  for (const [name, least] of Object.entries(mended)) {
    it(`holds no ${name} older than ${least}, at any depth`, () => {
      assert.ok(named(name).length > 0);
      for (const [path, { version = '' }] of named(name)) assert.equal(older(version, least), false, `${path} ${version}`);
    });
  }
  for (const [name, other] of Object.entries(replaced)) {
    it(`holds ${other} in place of ${name}`, () => {
      assert.ok(named(name).length > 0);
      for (const [path, entry] of named(name)) assert.equal(entry.name, other, path);
    });
  }
  it('is compared by number, not by text', () => {
    assert.equal(older('3.1.9', '3.1.10'), true);
    assert.equal(older('10.0.0', '9.9.9'), false);
    assert.equal(older('3.1.10', '3.1.10'), false);
    assert.equal(older('3.1.10-beta.1', '3.1.10'), true);
  });
});

describe('Express Gateway’s configuration', () => {
  const gateway = read('./config/gateway.config.yml');
  const system = read('./config/system.config.yml');

  it('opens no port and no admin interface', () => assert.doesNotMatch(gateway, /^(?:http|https|admin):/m));
  it('runs our policies alone, each once, in the order the contract asks for', () => {
    const pipeline = [...gateway.matchAll(/^ {6}- ([\w-]+):$/gm)].map(([, name]) => name);
    assert.deepEqual(pipeline, [...policyNames]);
    const declared = [...gateway.matchAll(/^ {2}- ([\w-]+)$/gm)].map(([, name]) => name);
    assert.deepEqual(declared, [...policyNames]);
  });
  it('uses no condition, template or expression', () => assert.doesNotMatch(gateway, /condition|expression|\$\{/));
  it('keeps no default secret', () => {
    assert.match(system, /cipherKey: \$\{EG_CIPHER_KEY\}/);
    assert.doesNotMatch(system, /sensitiveKey|keyboard cat/);
  });
});
