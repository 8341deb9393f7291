export interface PanelPage {
  /** BCP 47. */
  readonly language: string;
  /** Fresh for every page, from a cryptographic generator. */
  readonly nonce: string;
  /** Where the editor serves local files from. */
  readonly cspSource: string;
  readonly style: string;
  readonly script: string;
  /** What the page says when it cannot show what it is sent. */
  readonly sorry: string;
}

/** The empty page; everything on it is built by its script from messages. */
export function panelPage({ language, nonce, cspSource, style, script, sorry }: PanelPage): string {
  return `<!doctype html>
<html lang="${attribute(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Registry Auth</title>
    <link rel="stylesheet" href="${attribute(style)}">
  </head>
  <body>
    <main data-sorry="${attribute(sorry)}"></main>
    <p class="unseen" role="status"></p>
    <script nonce="${nonce}" src="${attribute(script)}"></script>
  </body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
