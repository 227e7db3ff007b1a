import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseGatewayConfig } from '@shop/gateway/config.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { roles } from '../distributed/roles.ts';
import { secretVariable } from './keycloak/realm-file.ts';
import { eventStores, type EventStoreName, variablesOf } from './secrets/complete-env.ts';
import { composeFile, environmentOf, resolvedCompose } from './testing/compose-file.ts';
import { root, textOf } from './testing/repository.ts';

const { services, networks, volumes } = composeFile();
const all = Object.entries(services);
const ours = all.filter(([, { image }]) => image.startsWith('event-sourced-shop:'));
/** Pages for people, beside the gateway and Keycloak, which clients need. */
const pages = ['eventstoredb', 'kafka-ui', 'zipkin', 'prometheus', 'grafana'];
const engines = ['eventstoredb', 'postgres', 'kafka', 'redis'];

describe('a service of ours in the compose file', () => {
  it('is there for every role, and the gateway, each by its own command', () => {
    const commands = Object.fromEntries(ours.map(([name, { command }]) => [name, command]));
    const expected = roles.map(({ name }) => [name, ['distributed/main.ts', name]] as const);
    assert.deepEqual(commands, { gateway: ['gateway/main.ts'], ...Object.fromEntries(expected) });
  });

  for (const eventStore of Object.keys(eventStores) as EventStoreName[]) {
    const resolved = resolvedCompose(eventStore).services;

    it(`has settings that the code knows and accepts, each one of them, with ${eventStore}`, () => {
      for (const { name, port } of roles) {
        const environment = environmentOf(resolved[name]);
        const config = parseConfig(environment);
        const unknown = Object.keys(environment).filter((variable) => !(variable in config));
        assert.deepEqual(unknown, [], name);
        assert.deepEqual([config.PORT, config.HOST, config.CLIENT_ID], [port, '0.0.0.0', name]);
        assert.deepEqual(
          [config.EVENT_STORE, config.EVENT_FEED, config.READ_STORE, config.KEY_VAULT, config.DISCOVERY],
          [eventStore, 'kafka', 'redis', eventStores[eventStore].KEY_VAULT, 'eureka'],
        );
      }
    });

    it(`has a gateway before it with settings that the code knows and accepts, with ${eventStore}`, () => {
      const environment = environmentOf(resolved['gateway']);
      const config = parseGatewayConfig(environment);
      assert.deepEqual(Object.keys(environment).filter((variable) => !(variable in config)), []); // prettier-ignore
      assert.deepEqual([config.PORT, config.MANAGEMENT_PORT, config.MANAGEMENT_HOST], [8080, 8090, '0.0.0.0']);
    });
  }

  it('is asked whether it is ready by the image’s own check, and given time to end in order', () => {
    for (const [name, service] of ours) {
      assert.deepEqual(service.healthcheck?.test, ['CMD', 'node', 'deploy/health-check.mjs'], name);
    }
    assert.ok(existsSync(join(root, 'deploy/health-check.mjs')));
  });

  it('may write nowhere but to memory and the keys’ volume, and is nobody in particular', () => {
    for (const [name, service] of ours) {
      assert.equal(service.read_only, true, name);
      assert.equal(service.user, '1000:1000', name);
      assert.ok(
        (service.volumes ?? []).every((volume) => volume === 'customer-keys:/data'),
        name,
      );
      assert.equal(environmentOf(service)['DATA_FOLDER'] ?? '/data', '/data', name);
    }
  });

  it('can be scaled: none but the gateway has a port of the machine, none a name of its own', () => {
    for (const [name, service] of ours) {
      assert.equal(service.container_name, undefined);
      if (name !== 'gateway') assert.equal(service.ports, undefined, name);
    }
  });
});

describe('everything in the compose file', () => {
  it('is bounded in memory, without privileges, watched and started again', () => {
    for (const [name, service] of all) {
      assert.match(service.mem_limit ?? '', /^\d+[mg]$/, name);
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
      assert.equal(service.restart, 'unless-stopped', name);
      assert.ok(service.healthcheck, name);
    }
  });

  it('is an image of one version', () => {
    for (const [name, { image }] of all) assert.match(image, /:(v?\d+\.\d+\.\d+|\d+\.\d+-|\$\{SHOP_VERSION)/, name);
  });

  it('waits for what it needs to be healthy, and for nothing that a profile may leave out', () => {
    for (const [name, { depends_on: needed = {} }] of all) {
      for (const [other, { condition }] of Object.entries(needed)) {
        assert.equal(condition, 'service_healthy', `${name} on ${other}`);
        assert.equal(services[other]?.profiles, undefined, `${name} on ${other}`);
      }
    }
  });

  it('mounts volumes that are declared, and files that are there', () => {
    const mounted = all.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
    const [files, named] = [mounted.filter((path) => path.startsWith('./')), mounted.filter((path) => !path.startsWith('./'))];
    assert.deepEqual([...new Set(named)].sort(), Object.keys(volumes).sort());
    for (const path of files) assert.ok(existsSync(join(root, path)), path);
  });
});

describe('what the compose file lets out', () => {
  it('is the gateway, Keycloak and the pages, on this machine alone', () => {
    const published = all.filter(([, { ports = [] }]) => ports.length > 0);
    assert.deepEqual(published.map(([name]) => name).sort(), ['gateway', 'keycloak', ...pages].sort());
    for (const [name, { ports = [] }] of published) {
      assert.equal(ports.length, 1, name);
      assert.match(ports[0] ?? '', /^127\.0\.0\.1:\d+:\d+$/, name);
    }
  });

  it('lets nobody but services and pages near the engines, and no engine near clients', () => {
    const on = (network: string) => all.filter(([, service]) => service.networks.includes(network)).map(([name]) => name);
    assert.deepEqual(on('public').sort(), ['gateway', 'keycloak']);
    assert.deepEqual(on('engines').sort(), [...roles.map(({ name }) => name), ...engines, 'kafka-ui'].sort());
    assert.deepEqual(on('consoles').sort(), [...pages].sort());
    assert.deepEqual([networks['services']?.internal, networks['engines']?.internal], [true, true]);
  });

  it('is no secret: each comes from outside, and must', () => {
    for (const [name, service] of all) {
      for (const [variable, value] of Object.entries(environmentOf(service))) {
        if (/PASSWORD|SECRET/.test(variable)) assert.match(value, /^\$\{[A-Z_]+:\?[^}]+\}$/, `${name} ${variable}`);
        const [, credentials] = /:\/\/([^@/]*)@/.exec(value) ?? [];
        if (credentials !== undefined) assert.match(credentials, /^\w*:\$\{[A-Z_]+:\?[^}]+\}$/, `${name} ${variable}`);
      }
    }
  });

  it('takes from outside only what example.env names, or what has a default', () => {
    const named = variablesOf(textOf('deploy/example.env'));
    for (const [, name = '', kind] of textOf('docker-compose.yml').matchAll(/\$\{([A-Z_]+)(:[-?])?/g)) {
      assert.ok(named.has(name) || kind === ':-', name);
    }
  });

  it('gives Keycloak and each service the same secret', () => {
    const { services: resolved } = resolvedCompose('eventstoredb');
    const keycloak = environmentOf(resolved['keycloak']);
    for (const { name } of roles) {
      const secret = environmentOf(resolved[name])['CLIENT_SECRET'];
      assert.ok(secret);
      assert.equal(keycloak[secretVariable(name)], secret, name);
    }
  });
});
