/** The page at `/`: which services are behind this door, and where their documents are. */

const KNOWN: Readonly<Record<string, string>> = {
  cards: 'who holds which card',
  ledger: 'what it is worth',
  points: 'what it earned',
  tiering: 'what the holder is, and what they pay',
  notifications: 'who is told, and when',
};

/** HTML. Names of services are lower-case letters and dashes (config.ts), so there is nothing to escape. */
export function indexPage(services: readonly string[]): string {
  const rows = services.map(
    (name) =>
      `<tr><th>${name}</th><td>${KNOWN[name] ?? ''}</td><td><a href="/${name}/docs">documents</a></td>` +
      `<td><a href="/${name}/openapi.json">OpenAPI</a></td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Scrip</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 44rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .5rem 1rem .5rem 0; border-bottom: 1px solid #ddd; font-weight: normal; }
th { font-weight: 600; }
</style>
</head>
<body>
<h1>Scrip</h1>
<p>Calls go to <code>/&lt;service&gt;/v1/…</code> with an access token.</p>
<table>
${rows.join('\n')}
</table>
</body>
</html>
`;
}
