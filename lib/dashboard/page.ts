// The HTML of the page: no script and no style in it, so that its Content-Security-Policy can forbid them.

/** The policy of every page; the playground also starts a worker and compiles WebAssembly. */
export function policy(isPlayground = false): string {
  const scripts = isPlayground ? "'self' 'wasm-unsafe-eval'" : "'self'";
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    ...(isPlayground ? ["worker-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** What a server says with every answer of a dashboard; Datasette's plugin reads it from the package (lib/build/wheel.ts). */
export const HEADERS = {
  'Content-Security-Policy': `${policy()}; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** `api` is where the page asks, `assets` where its files are; both end in a slash. */
export function pageHtml(options: {
  api: string;
  assets: string;
  script: string;
  isPlayground?: boolean;
}): string {
  const meta = options.isPlayground
    ? `\n<meta http-equiv="Content-Security-Policy" content="${policy(true)}">`
    : '';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">${meta}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${options.isPlayground ? 'sqml playground' : 'sqml dashboard'}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${options.assets}dashboard.css">
<script type="module" src="${options.assets}${options.script}"></script>
<div id="app" data-api="${options.api}"><p class="loading">sqml …</p></div>
</html>
`;
}
