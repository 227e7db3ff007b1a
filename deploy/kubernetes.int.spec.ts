import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseGatewayConfig, serviceNames } from '@shop/gateway/config.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { roles } from '../distributed/roles.ts';
import { checkAgainstApi } from './testing/api-schema.ts';
import {
  built,
  byName,
  type ConfigMap,
  type Container,
  type Deployment,
  kubectlMissing,
  type Manifest,
  type Service,
} from './testing/manifests.ts';
import { mayConnect, type NetworkPolicy, type Place } from './testing/network-policies.ts';

/** Who asks whom, beside the gateway. */
const calls: Readonly<Record<string, readonly string[]>> = {
  gateway: serviceNames,
  'order-commands': ['product-commands'],
  'fulfilment-process': ['product-commands'],
  operations: ['product-projectors', 'order-projectors'],
};
/** What a secret would hold; a value that the schema accepts. */
const secrets: Readonly<Record<string, string>> = {
  'eventstoredb-url': 'esdb://user:password@eventstoredb:2113?tls=true',
  'postgres-url': 'postgres://user:password@postgres:5432/shop',
  'redis-url': 'rediss://:password@redis:6379',
  'kafka-record-secret': 'sixteen or more characters',
};

const portOf = (name: string) => (name === 'gateway' ? 8080 : (roles.find((role) => role.name === name)?.port ?? 0));

for (const folder of ['base', 'overlays/production']) {
  describe(
    `the manifests of deploy/kubernetes/${folder}`,
    { skip: kubectlMissing && process.env['CI'] !== 'true' ? 'kubectl is not installed' : false },
    () => {
      const manifests: readonly Manifest[] = kubectlMissing ? [] : built(folder);
      const deployments = byName<Deployment>(manifests, 'Deployment');
      const settings = byName<ConfigMap>(manifests, 'ConfigMap');
      const policies = byName<NetworkPolicy>(manifests, 'NetworkPolicy');
      const mainOf = (name: string): Container => {
        const container = deployments.get(name)?.spec.template.spec.containers[0];
        assert.ok(container, name);
        return container;
      };
      const environmentOf = ({ env = [], envFrom }: Container): Record<string, string> => ({
        ...Object.assign({}, ...envFrom.map(({ configMapRef: { name } }) => settings.get(name)?.data)),
        ...Object.fromEntries(
          env.map(({ name, value, valueFrom }) => [name, value ?? secrets[valueFrom?.secretKeyRef?.key ?? ''] ?? '10.0.0.7']),
        ),
      });
      const place = (name: string): Place => ({
        namespace: 'shop',
        labels: deployments.get(name)?.spec.template.metadata.labels ?? {},
      });

      it('are what the API takes, with no field that it does not know', () => {
        assert.ok(manifests.length > 50, String(manifests.length));
        for (const manifest of manifests) checkAgainstApi(manifest);
      });

      it('run every role and the gateway, each by its own command and account', () => {
        assert.deepEqual([...deployments.keys()].sort(), ['gateway', ...roles.map(({ name }) => name)].sort());
        for (const { name } of roles) assert.deepEqual(mainOf(name).args, ['distributed/main.ts', name]);
        assert.deepEqual(mainOf('gateway').args, ['gateway/main.ts']);
        for (const [name, { spec }] of deployments) {
          assert.equal(spec.template.spec.serviceAccountName, name);
          assert.equal(spec.template.spec.automountServiceAccountToken, false);
        }
        for (const account of byName<Manifest & { automountServiceAccountToken: boolean; kind: 'ServiceAccount' }>(
          manifests,
          'ServiceAccount',
        ).values()) {
          assert.equal(account.automountServiceAccountToken, false);
        }
      });

      it('give services settings that the code knows and accepts, for production', () => {
        for (const { name, port } of roles) {
          const environment = environmentOf(mainOf(name));
          const config = parseConfig(environment);
          assert.deepEqual(Object.keys(environment).filter((variable) => !(variable in config)), [], name); // prettier-ignore
          assert.deepEqual(
            [config.PORT, config.HOST, config.CLIENT_ID, config.MODE, config.KEY_VAULT],
            [port, '0.0.0.0', name, 'production', 'postgres'],
          );
        }
        const environment = environmentOf(mainOf('gateway'));
        const config = parseGatewayConfig(environment);
        assert.deepEqual(Object.keys(environment).filter((variable) => !(variable in config)), []); // prettier-ignore
        assert.deepEqual([config.PORT, config.MANAGEMENT_PORT], [8080, 8090]);
      });

      it('hold no secret, and tell Eureka the pod’s own address', () => {
        for (const { name } of roles) {
          const from = new Map((mainOf(name).env ?? []).map((variable) => [variable.name, variable.valueFrom]));
          for (const secret of ['EVENTSTOREDB_URL', 'POSTGRES_URL', 'REDIS_URL', 'KAFKA_RECORD_SECRET']) {
            assert.equal(from.get(secret)?.secretKeyRef?.name, 'shop-engines', `${name} ${secret}`);
          }
          assert.deepEqual(from.get('CLIENT_SECRET')?.secretKeyRef, { name: 'shop-clients', key: name });
          assert.equal(from.get('ADVERTISED_HOST')?.fieldRef?.fieldPath, 'status.podIP');
        }
        assert.equal(byName(manifests, 'Secret').size, 0);
        assert.doesNotMatch(JSON.stringify([...settings.values()]), /:\/\/[^"/]*@|PASSWORD|SECRET/);
      });

      it('ask each pod on the port where it tells of itself', () => {
        for (const name of deployments.keys()) {
          const { ports, startupProbe, livenessProbe, readinessProbe } = mainOf(name);
          const [port, number] = name === 'gateway' ? ['management', 8090] : ['http', portOf(name)];
          assert.equal(ports.find((one) => one.name === port)?.containerPort, number, name);
          assert.deepEqual(
            [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet),
            ['/livez', '/livez', '/readyz'].map((path) => ({ path, port })),
            name,
          );
        }
      });

      it('have a Service before every Deployment, on its port', () => {
        const services = byName<Service>(manifests, 'Service');
        for (const name of deployments.keys()) {
          const { selector, ports } = services.get(name)?.spec ?? { selector: {}, ports: [] };
          assert.equal(selector['app.kubernetes.io/name'], name);
          assert.deepEqual([ports[0]?.port, ports[0]?.targetPort], [name === 'gateway' ? 80 : portOf(name), 'http'], name);
        }
      });

      it('bound every pod and give it no rights', () => {
        for (const [name, { spec }] of deployments) {
          const pod = spec.template.spec;
          const { resources, securityContext, volumeMounts } = mainOf(name);
          for (const kind of ['requests', 'limits'] as const) assert.ok(resources[kind].cpu && resources[kind].memory, name);
          assert.deepEqual(
            securityContext,
            { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
            name,
          );
          assert.deepEqual(
            pod.securityContext,
            { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } },
            name,
          );
          assert.deepEqual(volumeMounts, [{ mountPath: '/tmp', name: 'tmp' }], name);
          assert.equal(pod.topologySpreadConstraints[0]?.topologyKey, 'kubernetes.io/hostname');
        }
      });

      it('scale what can be scaled, and keep one instance of what must not pause', () => {
        const scaled = [...byName(manifests, 'HorizontalPodAutoscaler').keys()].sort();
        assert.deepEqual(scaled, ['gateway', 'order-commands', 'order-queries', 'product-commands', 'product-queries']);
        // An autoscaler and a fixed number of replicas would undo each other's work at every apply.
        for (const name of scaled) assert.equal(deployments.get(name)?.spec.replicas, undefined, name);
        const kept = [...byName(manifests, 'PodDisruptionBudget').keys(), 'operations'].sort();
        assert.deepEqual(kept, [...deployments.keys()].sort());
      });

      it('let services ask those they ask, on that port, and nobody else', () => {
        const names = [...deployments.keys()];
        for (const from of names) {
          for (const to of names.filter((name) => name !== 'gateway')) {
            const expected = calls[from]?.includes(to) ?? false;
            assert.equal(mayConnect(policies.values(), place(from), place(to), portOf(to)), expected, `${from} to ${to}`);
            assert.equal(mayConnect(policies.values(), place(from), place(to), 22), false, `${from} to ${to}`);
          }
        }
      });

      it('let the world in to the gateway’s public port alone', () => {
        const world: Place = { namespace: 'ingress', labels: {} };
        const reached = [...deployments.keys()].filter((name) => mayConnect(policies.values(), world, place(name), portOf(name)));
        assert.deepEqual(reached, ['gateway']);
        assert.equal(mayConnect(policies.values(), world, place('gateway'), 8090), false);
        const monitoring: Place = { namespace: 'monitoring', labels: {} };
        assert.ok(mayConnect(policies.values(), monitoring, place('gateway'), 8090));
        for (const { name, port } of roles) assert.ok(mayConnect(policies.values(), monitoring, place(name), port), name);
      });

      it('let services out to the engines, the gateway to what all need, and nobody further', () => {
        const engines: Place = { namespace: 'shop-engines', labels: {} };
        const elsewhere: Place = { namespace: 'somewhere', labels: {} };
        for (const name of deployments.keys()) {
          for (const port of [8080, 9411]) assert.ok(mayConnect(policies.values(), place(name), engines, port), name);
          for (const port of [2113, 5432, 9092, 6379]) {
            assert.equal(mayConnect(policies.values(), place(name), engines, port), name !== 'gateway', `${name} ${port}`);
          }
          assert.equal(mayConnect(policies.values(), place(name), elsewhere, 443), false, name);
        }
      });
    },
  );
}
