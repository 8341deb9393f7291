/** The editor's default themes: the variables that the panel uses, with the values they have there. */
export const themes = {
  light: theme('vscode-light', {
    foreground: '#3b3b3b',
    'editor-background': '#ffffff',
    descriptionForeground: '#3b3b3b',
    errorForeground: '#f85149',
    'editorWarning-foreground': '#bf8803',
    'charts-green': '#388a34',
    'panel-border': '#e5e5e5',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'badge-background': '#cccccc',
    'badge-foreground': '#3b3b3b',
    'textLink-foreground': '#005fb8',
    'textBlockQuote-background': '#f8f8f8',
    'textCodeBlock-background': '#f8f8f8',
    focusBorder: '#005fb8',
  }),
  dark: theme('vscode-dark', {
    foreground: '#cccccc',
    'editor-background': '#1f1f1f',
    descriptionForeground: '#9d9d9d',
    errorForeground: '#f85149',
    'editorWarning-foreground': '#cca700',
    'charts-green': '#89d185',
    'panel-border': '#2b2b2b',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#313131',
    'button-secondaryForeground': '#cccccc',
    'badge-background': '#616161',
    'badge-foreground': '#f8f8f8',
    'textLink-foreground': '#4daafc',
    'textBlockQuote-background': '#2b2b2b',
    'textCodeBlock-background': '#2b2b2b',
    focusBorder: '#0078d4',
  }),
  'high-contrast': theme('vscode-high-contrast', {
    foreground: '#ffffff',
    'editor-background': '#000000',
    descriptionForeground: 'rgba(255, 255, 255, 0.7)',
    errorForeground: '#f48771',
    'editorWarning-foreground': '#ffd370',
    'charts-green': '#89d185',
    'panel-border': '#6fc3df',
    contrastBorder: '#6fc3df',
    'button-foreground': '#ffffff',
    'button-secondaryForeground': '#ffffff',
    'badge-background': '#000000',
    'badge-foreground': '#ffffff',
    'textLink-foreground': '#21a6ff',
    focusBorder: '#f38518',
  }),
  'high-contrast-light': theme('vscode-high-contrast-light', {
    foreground: '#292929',
    'editor-background': '#ffffff',
    descriptionForeground: 'rgba(41, 41, 41, 0.7)',
    errorForeground: '#b5200d',
    'editorWarning-foreground': '#895503',
    'charts-green': '#374e06',
    'panel-border': '#0f4a85',
    contrastBorder: '#0f4a85',
    'button-background': '#0f4a85',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#ffffff',
    'button-secondaryForeground': '#292929',
    'badge-background': '#0f4a85',
    'badge-foreground': '#ffffff',
    'textLink-foreground': '#0f4a85',
    'textBlockQuote-background': '#f2f2f2',
    'textCodeBlock-background': '#f2f2f2',
    focusBorder: '#006bbd',
  }),
} as const;

export type ThemeName = keyof typeof themes;
export const themeNames = Object.keys(themes) as ThemeName[];

interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

function theme(bodyClass: string, colours: Readonly<Record<string, string>>): Theme {
  const fonts = {
    'font-family': '"Segoe WPC", "Segoe UI", system-ui, "Ubuntu", "DejaVu Sans", sans-serif',
    'font-size': '13px',
    'editor-font-family': '"Droid Sans Mono", "DejaVu Sans Mono", monospace',
  };
  return { bodyClass, variables: { ...colours, ...fonts } };
}
