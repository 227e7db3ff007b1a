import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAgainstApi } from './api-schema.ts';
import { inImage } from './docker-ignore.ts';
import { mayConnect, type NetworkPolicy } from './network-policies.ts';

const deployment = (container: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'x' },
  spec: { selector: {}, template: { spec: { containers: [container] } } },
});

describe('what checks manifests', () => {
  it('takes a good one, and none with a field that is missing, of another type or not known', () => {
    checkAgainstApi(deployment({ name: 'a', image: 'b', ports: [{ containerPort: 80 }] }));
    for (const wrong of [{ image: 'b' }, { name: 'a', ports: [{ containerPort: '80' }] }, { name: 'a', imagee: 'b' }]) {
      assert.throws(() => checkAgainstApi(deployment(wrong)), JSON.stringify(wrong));
    }
    assert.throws(() => checkAgainstApi({ ...deployment({ name: 'a' }), kind: 'Deploy' }));
  });

  it('knows that a pod is open until a policy selects it, and then open to nothing but what policies allow', () => {
    const [from, to] = ['a', 'b'].map((name) => ({ namespace: 'shop', labels: { name } })) as [never, never];
    const policy = (ingress: NetworkPolicy['spec']['ingress']): NetworkPolicy => ({
      ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' } },
      spec: { podSelector: { matchLabels: { name: 'b' } }, policyTypes: ['Ingress'], ...(ingress ? { ingress } : {}) },
    });
    const may = (...ingress: NonNullable<NetworkPolicy['spec']['ingress']>) => mayConnect([policy(ingress)], from, to, 80);
    assert.equal(mayConnect([], from, to, 80), true);
    assert.equal(mayConnect([policy(undefined)], from, to, 80), false);
    assert.equal(may({ from: [{ podSelector: { matchLabels: { name: 'a' } } }], ports: [{ port: 80 }] }), true);
    assert.equal(may({ from: [{ podSelector: { matchLabels: { name: 'c' } } }] }), false);
    assert.equal(may({ ports: [{ port: 70, endPort: 79 }] }), false);
    assert.equal(may({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] }), false);
  });

  it('reads .dockerignore as Docker does', () => {
    assert.equal(inImage('.git/HEAD'), false);
    assert.equal(inImage('platform/http/route.ts'), true);
    assert.equal(inImage('platform/http/service.int.spec.ts'), false);
    assert.equal(inImage('platform/node_modules/jose/index.js'), false);
  });
});
