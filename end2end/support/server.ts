// A server under test.

import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { PROGRAM, programEnvironment } from './environment';
import { freePort } from './port';
import { type Place, locum } from './program';

/** Between two looks whether it is ready, in milliseconds. */
const BETWEEN_LOOKS = 5;
const LONGEST_START = 10_000;

export class Server {
  /** What was said before this test is not this test's. */
  private from = 0;

  private constructor(
    readonly url: string,
    private readonly place: Place,
    private readonly child: ChildProcess,
    private readonly lines: string[],
  ) {}

  /** Starts a server and waits until it says that it is ready. */
  static async start(place: Place, worker: number): Promise<Server> {
    const listen = `127.0.0.1:${await freePort(worker)}`;
    const environment = {
      ...programEnvironment(place.database, place.clock.file),
      ...place.settings,
      LOCUM_LISTEN: listen,
      LOCUM_METRICS_LISTEN: '',
    };
    const child = spawn(PROGRAM, ['serve'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => lines.push(text));
    }
    const server = new Server(`http://${listen}`, place, child, lines);
    try {
      await server.untilReady();
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
    return server;
  }

  /** The database it works on. */
  get database(): string {
    return this.place.database;
  }

  /** Has it look at its clock for the brakes, which is the first thing that it does with any token. */
  async lookAtClock(): Promise<void> {
    const headers = { authorization: `Bearer locum_${'0'.repeat(64)}` };
    await fetch(`${this.url}/api/v1/tasks`, { headers });
  }

  /** Waits until it has found the database that was put in the place of another; a new test begins. */
  async begin(): Promise<void> {
    await this.untilReady();
    // What it said while there was no database has arrived by then.
    await pause(BETWEEN_LOOKS);
    await this.untilReady();
    this.from = this.lines.length;
  }

  /** What it says from now on belongs to no test. */
  endTest(): void {
    this.from = this.lines.length;
  }

  /** Everything the server has said in this test, or since the last one. */
  log(): string {
    return this.lines.slice(this.from).join('');
  }

  /** What it has said in this test that it should never say. */
  defects(): string[] {
    // Between two tests its database is taken away. A background job that asked for a connection just then may say so late.
    const taken = `database "${this.database}" does not exist`;
    const lines = this.log().split('\n').filter((line) => !line.includes(taken));
    return lines.filter((line) => /\bERROR\b|panicked at/.test(line));
  }

  /** Runs a command beside the server, on the same database and clock. */
  command(words: string[], input?: string): Promise<string> {
    return locum(this.place, words, input);
  }

  /** `locum people import` of a CSV text. */
  async importPeople(csv: string): Promise<void> {
    const file = `${this.place.clock.file}.people.csv`;
    writeFileSync(file, csv);
    await this.command(['people', 'import', file]);
  }

  /** Asks the server to end, and answers its exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) {
      return this.child.exitCode;
    }
    const ended = new Promise<number | null>((resolve) => this.child.once('close', resolve));
    this.child.kill('SIGTERM');
    return ended;
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + LONGEST_START;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) {
        throw new Error(`the server ended with ${this.child.exitCode}:\n${this.lines.join('')}`);
      }
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok === true) {
        return;
      }
      await pause(BETWEEN_LOOKS);
    }
    throw new Error(`the server is not ready after ${LONGEST_START} ms:\n${this.lines.join('')}`);
  }
}
