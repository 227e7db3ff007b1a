import tseslint from 'typescript-eslint';

/** Folders whose imports of other packages are limited: shared-events knows nobody, the others shared-events and platform. */
const bounded = [
  'shared-events',
  'platform',
  'command-services/products',
  'command-services/orders',
  'command-services/operations',
  'command-services/event-relay',
  'query-services/products',
  'query-services/orders',
  'gateway',
  'identity',
];

/** Time, chance and the world outside come through ports; these names would go round them. */
const outsideWorld = {
  'no-restricted-globals': [
    'error',
    ...['setTimeout', 'setInterval', 'setImmediate', 'fetch', 'process', 'performance', 'crypto'].map((name) => ({
      name,
      message: 'Only adapters and composition roots touch the outside world; take a port.',
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: 'Take the Clock.' },
    { object: 'Math', property: 'random', message: 'Take the Ids.' },
  ],
  'no-restricted-syntax': [
    'error',
    { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take the Clock.' },
    {
      selector:
        'ImportDeclaration[source.value=/^(node:)?(fs|fs\\u002fpromises|net|http|https|child_process|worker_threads|timers|timers\\u002fpromises|os|dns|tls|dgram)$/]',
      message: 'Only adapters and composition roots touch the outside world; take a port.',
    },
  ],
};

export default tseslint.config(
  { ignores: ['**/node_modules/**', 'data/**'] },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...bounded.map((folder) => ({
    files: [`${folder}/**/*.ts`],
    ignores: ['**/*.e2e.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^@shop/(?!${folder === 'shared-events' ? '$' : '(shared-events|platform)(/|$)'})`,
              message: `${folder} may not know that package (docs/architecture.md).`,
            },
          ],
        },
      ],
    },
  })),
  {
    // The core: what decides, evolves and projects.
    files: [
      'shared-events/**/*.ts',
      'command-services/*/**/*.ts',
      'query-services/*/**/*.ts',
      'platform/command-handling/**/*.ts',
      'platform/projecting/**/*.ts',
    ],
    ignores: ['**/*.spec.ts', '**/main.ts'],
    rules: outsideWorld,
  },
  {
    files: ['scripts/**/*.ts', 'benchmarks/**/*.ts', 'standalone/**/*.ts', 'composition/**/*.ts', 'distributed/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
);
