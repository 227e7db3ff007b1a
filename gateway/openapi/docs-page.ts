import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Nothing from elsewhere, nothing inline: the page can only load these files and ask this gateway. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Shop API</title>
<link rel="stylesheet" href="swagger-ui.css">
<link rel="icon" href="favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="start.js"></script>
</body>
</html>
`;

/** Without \`validatorUrl: null\` the page would send the document's address to a server of Swagger's. */
const start = `SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
});
`;

const types = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  png: 'image/png',
};

interface DocsFile {
  readonly type: keyof typeof types;
  /** The text itself; of the package swagger-ui-dist where it is left out. */
  readonly text?: string;
}

const files = new Map<string, DocsFile>([
  ['', { type: 'html', text: page }],
  ['start.js', { type: 'js', text: start }],
  ['swagger-ui-bundle.js', { type: 'js' }],
  ['swagger-ui.css', { type: 'css' }],
  ['favicon-32x32.png', { type: 'png' }],
]);

/** Names under `/docs/`; the page itself has none. */
export const docsFiles: readonly string[] = [...files.keys()];

/** The page that shows the API's description; files are read when asked for, to keep no megabytes in memory. */
export class DocsPage {
  /** What stands at `/docs` or one of its {@link docsFiles}; null where nothing does. */
  async answer(path: string) {
    if (path === '/docs') {
      return { status: 308, headers: ['Location', '/docs/', 'Cache-Control', 'no-cache'], body: Buffer.alloc(0) };
    }
    const name = path.slice('/docs/'.length);
    const file = files.get(name);
    if (!file) return null;
    const body = file.text === undefined ? await readFile(distributed(name)) : Buffer.from(file.text);
    const headers = ['Content-Type', types[file.type], 'Content-Security-Policy', policy, 'Referrer-Policy', 'no-referrer'];
    return { status: 200, headers: [...headers, 'Cache-Control', 'public, max-age=3600'], body };
  }
}

function distributed(name: string): string {
  return fileURLToPath(import.meta.resolve(`swagger-ui-dist/${name}`));
}
