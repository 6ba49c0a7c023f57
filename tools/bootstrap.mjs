// Plain Node without dependencies: makes sure everything a command needs is installed, then runs it.
// `npm start` on a fresh clone therefore works before anybody has read anything.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(project, 'node_modules', '.parley-installed');
const buildStamp = join(project, 'dist', '.built');

/** What each command runs; everything before the last step must succeed. */
const commands = {
  check: [
    ['tsc', '-p', 'tsconfig.pure.json'],
    ['tsc', '-p', 'tsconfig.node.json'],
    ['tsc', '-p', 'tsconfig.web.json'],
    ['biome', 'check', '--error-on-warnings', '.'],
    ['knip'],
  ],
  test: [['vitest', 'run']],
  build: [],
  start: [['node', '--enable-source-maps', 'dist/start.mjs']],
  e2e: [['playwright', 'test']],
  bench: [['node', '--import', 'tsx', 'bench/main.ts']],
  soak: [['node', '--import', 'tsx', 'test/soak/main.ts']],
  screenshots: [['node', '--import', 'tsx', 'tools/screenshots.ts']],
  schema: [['node', '--import', 'tsx', 'tools/schema.ts']],
  docs: [['node', '--import', 'tsx', 'tools/docs.ts']],
};
/** These run what was built; it is built again only when a source has changed. */
const needBuild = ['start', 'e2e', 'bench', 'soak', 'screenshots'];

main(process.argv[2], process.argv.slice(3));

function main(command, words) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Parley needs Node 20.19 or newer; this is ${process.versions.node}.`);
  const steps = commands[command];
  if (!steps) fail(`“${command}” is not a command. Known: ${Object.keys(commands).join(', ')}.`);
  install();
  if (command === 'build') return makeBuild(hashOfSources());
  if (needBuild.includes(command)) build();
  const last = steps.at(-1);
  for (const step of steps.slice(0, -1)) {
    const { status } = spawnSync(...invocation(step), { cwd: project, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  hand(last, words);
}

/** Dependencies are installed again only when the lock file has changed. */
function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(project, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing what Parley needs (once) …');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: project, stdio: 'inherit' });
  if (status !== 0) fail('The packages could not be installed; see the lines above.');
  writeFileSync(stamp, wanted);
}

function build() {
  const wanted = hashOfSources();
  if (!existsSync(buildStamp) || readFileSync(buildStamp, 'utf8') !== wanted) makeBuild(wanted);
}

function makeBuild(wanted) {
  console.log('Building …');
  const { status } = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: project, stdio: 'inherit' });
  if (status !== 0) fail('The build failed; see the lines above.');
  writeFileSync(buildStamp, wanted);
}

function hashOfSources() {
  const hash = createHash('sha256');
  const folders = ['contract', 'engine', 'cloud-api', 'server', 'web', 'phone', 'sandbox', 'tools'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  const single = ['package-lock.json', 'vite.web.config.ts', 'vite.sandbox.config.ts'].map((name) => join(project, name));
  for (const file of [...files, ...single].sort()) hash.update(file.slice(project.length)).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs the last step with our words, passes signals on and leaves with its exit code. */
function hand(step, words) {
  const [program, args] = invocation([...step, ...words]);
  const child = spawn(program, args, { cwd: project, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    // Whoever was killed could not say so.
    if (signal === 'SIGKILL') console.error(`“${step.join(' ')}” has ended (signal ${signal}).`);
    process.exit(code ?? 1);
  });
}

function invocation([name, ...args]) {
  return name === 'node' ? [process.execPath, args] : [join(project, 'node_modules', '.bin', name), args];
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
