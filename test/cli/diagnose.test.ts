import { describe, expect, it } from 'vitest';
import { dword } from '../../src/hive-builder/recipe.ts';
import { incidentPc, ROOT, THE_INCIDENT, taskXml } from '../support/incident-pc.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend diagnose` on PCs that were made here. */

const SID = 'S-1-5-21-1004336348-1177238915-682003330-1001';
const PC = {
  ...THE_INCIDENT,
  credentialGuard: true,
  taskFailure: '2026-11-21T03:00:00Z',
  tasks: { Backup: taskXml('Password', SID) },
};

describe('hivemend diagnose', () => {
  it.each(['en', 'ja'])('says in %s what locked the owner out', async (language) => {
    const { exitCode, stdout, stderr } = await sit(['diagnose', ROOT, '--lang', language], {
      files: incidentPc(PC),
    });
    expect(exitCode).toBe(3);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot(`../golden/diagnose/${language}.txt`);
  });

  it('ends well where no repair is needed', async () => {
    const { exitCode, stdout } = await sit(['diagnose', ROOT], {
      files: incidentPc({ ...THE_INCIDENT, setting: 'off' }),
    });
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('hivemend repair');
  });

  it('never claims to have seen what no disk shows', async () => {
    const { stdout } = await sit(['diagnose', ROOT], { files: incidentPc(PC) });
    expect(stdout.replace(/\s+/g, ' ')).toContain('No disk shows the last link');
  });

  it('gives programs everything', async () => {
    const { stdout } = await sit(['diagnose', ROOT, '--json'], { files: incidentPc(PC) });
    const { schema, command, result } = JSON.parse(stdout);
    expect({ schema, command }).toEqual({ schema: 'hivemend/2', command: 'diagnose' });
    expect(result.targets[0].result).toMatchObject({
      verdict: { grade: 'established', because: 'both-updates-then-failure' },
      lastGood: { recordId: '101' },
      tasks: { withPassword: [{ name: '\\Backup', account: 'hanako', failure: { eventId: 104 } }] },
      check: { needsRepair: true },
    });
  });

  it('draws a time line for a ticket', async () => {
    const files = incidentPc(PC);
    await sit(['diagnose', ROOT, '--report', '/why.html'], { files });
    const page = new TextDecoder().decode(files.bytes('/why.html'));
    const kinds = [...page.matchAll(/<li class="([\w -]+)" style="--gap:\d"><time datetime="([^"]+)">/g)];
    expect(kinds.map(([, kind, time]) => [kind, time?.slice(0, 16)])).toEqual([
      ['plain', '2026-11-01T08:00'],
      ['plain', '2026-11-01T08:00'],
      ['last-good', '2026-11-19T22:15'],
      ['update window', '2026-11-20T02:30'],
      ['update window', '2026-11-20T02:41'],
      ['failure window', '2026-11-20T22:05'],
      ['failure', '2026-11-21T03:00'],
    ]);
    expect(page).toContain('Made Computers 1.0.0.41');
    expect(page).not.toMatch(/<script|https?:\/\/(?!aka\.ms)/);
  });

  it('shows what else hides the password, and external sensors', async () => {
    const camera = 'ControlSet001/Enum/USB/VID_1&PID_2/7';
    const { text } = await import('../../src/hive-builder/recipe.ts');
    const { stdout } = await sit(['diagnose', ROOT], {
      files: incidentPc({
        ...THE_INCIDENT,
        systemValues: {
          [camera]: [
            text('ClassGUID', '{ca3e7ab9-b4c3-4ae6-8251-579ef933890f}'),
            text('FriendlyName', 'Web\u001b[2Jcam'),
            text('ContainerID', '{12345678-0000-0000-0000-000000000000}'),
          ],
        },
        softwareValues: { 'Microsoft/Windows/CurrentVersion/Policies/System': [dword('scforceoption', 1)] },
      }),
    });
    const flat = stdout.replace(/\s+/g, ' ');
    expect(flat).toContain(
      'Web\\u{1b}[2Jcam is external: it does not work while Enhanced Sign-in Security is on',
    );
    expect(flat).toContain('smart card');
  });

  it('says when there is no Windows', async () => {
    const { exitCode } = await sit(['diagnose', '/nothing']);
    expect(exitCode).toBe(10);
  });

  it('takes several targets, and tells the one that failed', async () => {
    const { exitCode, stdout } = await sit(['diagnose', ROOT, '/nothing'], { files: incidentPc() });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('ESTABLISHED');
    expect(stdout).toContain('/nothing');
  });
});
