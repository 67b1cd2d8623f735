// node look.mjs blacklight|gdpr-cookie-scanner URL CHROMIUM HOST_RULES
// One peer looks at one shop; its last line is JSON: the signals that it gave, and how many pages it loaded.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [, , tool, url, executablePath, rules] = process.argv;
const flags = ['--no-sandbox', '--ignore-certificate-errors', `--host-resolver-rules=${rules}`];
const dir = mkdtempSync(join(tmpdir(), 'peer-'));

/** A report of Blacklight's is a signal if it holds anything. */
async function blacklight() {
  const { collect } = (await import('@themarkup/blacklight-collector')).default;
  const out = await collect(url, {
    outDir: dir, headless: true, numPages: 2, captureHar: false, saveScreenshots: false,
    puppeteerExecutablePath: executablePath, extraChromiumArgs: flags,
  });
  if (!out.reports) throw new Error(`no report: ${JSON.stringify(out).slice(0, 300)}`);
  const given = Object.entries(out.reports).filter(([, report]) => holds(report)).map(([name]) => name);
  if (/advancedMatching[^]*?\S/.test(JSON.stringify(out.reports.fb_pixel_events?.map?.((e) => e.advancedMatchingParams) ?? []))) given.push('fb_pixel_advanced_matching');
  return { gave: given, pages: 1 + (out.browsing_history?.length ?? 0) };
}

function holds(report) {
  if (Array.isArray(report)) return report.length > 0;
  const fingerprinters = report?.fingerprinters;
  if (fingerprinters) return fingerprinters.length > 0;
  if (report?.canvas_font) return Object.keys(report.canvas_font).length > 0;
  return Object.keys(report ?? {}).length > 0;
}

/** Its dark patterns by their own names, and its lists of what needs consent. */
async function gdprCookieScanner() {
  const { chromium } = await import('playwright');
  const launch = chromium.launch.bind(chromium);
  chromium.launch = (options) => launch({ ...options, executablePath, args: [...(options?.args ?? []), ...flags] });
  const { scan } = await import('@slashgear/gdpr-cookie-scanner');
  const out = await scan(url, { outputDir: dir, formats: ['json'], screenshots: false, timeout: 20000, locale: 'en-US' });
  const given = out.compliance.issues.map((issue) => issue.type);
  const needs = (list) => list.some((item) => item.requiresConsent);
  if (needs(out.networkBeforeInteraction)) given.push('pre-consent-tracker');
  if (needs(out.cookiesBeforeInteraction)) given.push('pre-consent-cookie');
  if (needs(out.networkAfterReject)) given.push('tracker-after-reject');
  // It loads the page once to look and refuse, and once more to accept.
  return { gave: [...new Set(given)], pages: 2 };
}

const peers = { blacklight, 'gdpr-cookie-scanner': gdprCookieScanner };
let failed = 0;
try {
  console.log(`\n${JSON.stringify(await peers[tool]())}`);
} catch (error) {
  console.error(String(error?.stack ?? error).slice(0, 2000));
  failed = 1;
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(failed);
