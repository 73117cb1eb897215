// The built program, started on a free port with data of its own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;

/** The program: $KIBITZ_BIN, or built now into dir. */
function program(dir) {
  if (process.env.KIBITZ_BIN) return process.env.KIBITZ_BIN;
  const bin = join(dir, 'kibitz');
  execFileSync('go', ['build', '-o', bin, './cmd/kibitz'], { cwd: root, stdio: 'inherit' });
  return bin;
}

export class Kibitz {
  constructor() {
    this.dir = mkdtempSync(join(tmpdir(), 'kibitz-e2e-'));
    this.bin = program(this.dir);
    this.addr = '127.0.0.1:0';
  }

  get data() {
    return join(this.dir, 'data');
  }

  /** Starts the server; again on the same port as the first time. */
  async start(...flags) {
    this.process = spawn(this.bin, ['serve', '--addr', this.addr, '--data', this.data, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve(signal ?? code)));
    let log = '';
    this.process.stderr.setEncoding('utf8').on('data', (s) => (log += s));
    let said = '';
    await new Promise((resolve, reject) => {
      this.process.stdout.setEncoding('utf8').on('data', (s) => {
        said += s;
        if (/^data /m.test(said)) resolve();
      });
      this.ended.then((how) => reject(new Error(`kibitz ended with ${how}: ${log}`)));
    });
    this.url = /^demo page +(\S+)$/m.exec(said)[1];
    this.addr = new URL(this.url).host;
    return this.url;
  }

  /** Runs another command on the same data. */
  command(...args) {
    return execFileSync(this.bin, [...args, '--data', this.data], { encoding: 'utf8' });
  }

  /** Ends the server with the signal; returns its exit status, or the signal's name. */
  stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.ended;
  }

  async remove() {
    if (this.process?.exitCode === null && this.process.signalCode === null) await this.stop('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }
}
