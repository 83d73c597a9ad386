// What no page may do, whichever test looks at it: errors in the console (a violation of the content security
// policy is one), exceptions, and files that are not there.

import type { BrowserContext, ConsoleMessage, Response } from '@playwright/test';

/** Chromium says this of a page that answers 422, 403 or 404, which is as it should be; files are watched apart. */
const STATUS = /^Failed to load resource: the server responded with a status of 4\d\d/;

export class Faults {
  readonly seen: string[] = [];

  watch(context: BrowserContext): void {
    context.on('console', (message) => this.onConsole(message));
    context.on('weberror', (error) => this.seen.push(`exception: ${error.error().message}`));
    context.on('response', (response) => this.onResponse(response));
  }

  private onConsole(message: ConsoleMessage): void {
    if (message.type() === 'error' && !STATUS.test(message.text())) {
      this.seen.push(`console: ${message.text()}`);
    }
  }

  private onResponse(response: Response): void {
    const isPage = response.request().isNavigationRequest();
    if (response.status() >= 500 || (!isPage && response.status() >= 400)) {
      this.seen.push(`${response.status()}: ${response.url()}`);
    }
  }
}
