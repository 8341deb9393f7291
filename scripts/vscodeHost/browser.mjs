// The browser in which the embedded VS Code's windows open.
import { chromium } from '../paths.mjs';

/**
 * For Playwright's launch functions. The callers end the browser themselves, in the right order.
 * @param {string} temp where the browser writes, its home folder included
 */
export function launchOptions(temp) {
  const executablePath = chromium();
  if (!executablePath) {
    throw new Error('No Chromium was found. Run: npm run setup');
  }
  return {
    executablePath,
    env: { ...process.env, HOME: temp, TMPDIR: temp, XDG_CACHE_HOME: temp, XDG_CONFIG_HOME: temp },
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-sync',
      '--no-first-run',
    ],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}

export const viewport = { width: 1280, height: 800 };
