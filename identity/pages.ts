/** Text as it may stand in HTML and in its attributes. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:20rem;margin:15vh auto;padding:0 1rem}
label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit}
input,button{padding:.5rem;margin:.25rem 0 1rem}[role=alert]{color:#a00}`;

/** A page of the provider. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`;
}

/** The form a user signs in with; posts to its own address. */
export function loginPage(username = '', refused = false): string {
  return page(
    'Sign in',
    `<form method="post">${refused ? '<p role="alert">Wrong name or password.</p>' : ''}
<label>Name<input name="username" autocomplete="username" value="${escaped(username)}" required autofocus></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button></form>`,
  );
}
