import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from './repository.ts';

/** Anything a cluster is told to hold. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

export interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: ValueFrom }[];
  readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly resources: Readonly<Record<'requests' | 'limits', { readonly cpu: string; readonly memory: string }>>;
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly mountPath: string; readonly name: string }[];
}

interface ValueFrom {
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
  readonly fieldRef?: { readonly fieldPath: string };
}

export interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly serviceAccountName: string;
        readonly automountServiceAccountToken: boolean;
        readonly securityContext: unknown;
        readonly containers: readonly [Container];
        readonly topologySpreadConstraints: readonly { readonly topologyKey: string }[];
      };
    };
  };
}

export interface Service extends Manifest {
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
  };
}

export interface ConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
}

/** Whether what builds the manifests is missing on this machine. */
export const kubectlMissing = spawnSync('kubectl', ['version', '--client']).error !== undefined;

/** The manifests of a folder below deploy/kubernetes as `kubectl apply -k` would send them. Throws what kubectl says. */
export function built(folder: string): readonly Manifest[] {
  const arguments_ = ['kustomize', join(root, 'deploy/kubernetes', folder)];
  const { status, stdout, stderr } = spawnSync('kubectl', arguments_, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

/** Those of one kind, by name. */
export function byName<Kind extends Manifest>(manifests: readonly Manifest[], kind: Kind['kind']): ReadonlyMap<string, Kind> {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  return new Map(found.map((manifest) => [manifest.metadata.name, manifest as Kind]));
}
