import { describe, expect, it } from 'vitest';
import { dword, text } from '../../src/hive-builder/recipe.ts';
import { textWidth } from '../../src/report/text-layout.ts';
import { hex32, text as logText } from '../support/event-logs/values.ts';
import { type IncidentPc, incidentPc, ROOT, THE_INCIDENT, TPM, taskXml } from '../support/incident-pc.ts';
import { sit } from '../support/sitting.ts';

/** `hivemend diagnose` on PCs that were made here. */

const SID = 'S-1-5-21-1004336348-1177238915-682003330-1001';
const PC = {
  ...THE_INCIDENT,
  credentialGuard: true,
  taskFailure: '2026-11-21T03:00:00Z',
  tasks: { Backup: taskXml('Password', SID) },
};

const CAMERA = 'ControlSet001/Enum/USB/VID_1&PID_2/7';
const POLICIES = 'Microsoft/Windows/CurrentVersion/Policies/System';
const SERVICES = 'ControlSet001/Services';

/** Everything at once that can be found beside the incident. */
const FULLEST: IncidentPc = {
  ...PC,
  recovery: '2026-11-22T10:00:00Z',
  tasks: {
    Backup: taskXml('Password', SID),
    'Maker/Nightly report': taskXml('InteractiveTokenOrPassword', 'HANAKO-PC\\hanako'),
    'Maker/Synchronise': taskXml('Password', SID),
  },
  more: [
    { provider: TPM, id: 1795, time: '2026-11-20T02:20:00Z', data: [['HResult', hex32(0x8007_1149)]] },
    { provider: TPM, id: 1808, time: '2026-11-20T02:50:00Z' },
    {
      provider: 'Microsoft-Windows-Biometrics',
      id: 1600,
      time: '2026-11-20T22:00:01Z',
      data: [['ErrorCode', hex32(0x8007_0032)]],
    },
  ],
  systemValues: {
    [CAMERA]: [
      text('ClassGUID', '{ca3e7ab9-b4c3-4ae6-8251-579ef933890f}'),
      text('FriendlyName', 'Webcam'),
      text('ContainerID', '{12345678-0000-0000-0000-000000000000}'),
    ],
    [`${SERVICES}/EventLog`]: [dword('Start', 2)],
    [`${SERVICES}/NgcSvc`]: [dword('Start', 4)],
    [`${SERVICES}/VaultSvc`]: [dword('Start', 4)],
    'ControlSet001/Control/BitLocker': [dword('PreventDeviceEncryption', 0)],
  },
  softwareValues: {
    [POLICIES]: [
      dword('scforceoption', 1),
      text('ExcludedCredentialProviders', '{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}'),
    ],
    'Policies/Microsoft/PassportForWork/DeviceUnlock': [
      text('GroupA', '{60b78e88-ead8-445c-9cfd-0b87f74ea6cd}'),
    ],
    'Policies/Microsoft/Windows Defender': [dword('DisableAntiSpyware', 1)],
    'Microsoft/IdentityStore/LogonCache/D7F9888F-E3FC-49b0-9EA6-A85B5F392A4F/Name2Sid/x': [
      text('IdentityName', 'hanako@example.com'),
    ],
    'Microsoft/Windows NT/CurrentVersion': [
      text('CurrentBuildNumber', '26100'),
      text('CurrentBuild', '26100'),
    ],
  },
};

describe('hivemend diagnose', () => {
  it.each(['en', 'ja'])('says in %s what locked the owner out', async (language) => {
    const { exitCode, stdout, stderr } = await sit(['diagnose', ROOT, '--lang', language], {
      files: incidentPc(PC),
    });
    expect(exitCode).toBe(3);
    expect(stderr).toBe('');
    await expect(stdout).toMatchFileSnapshot(`../golden/diagnose/${language}.txt`);
    const full = await sit(['diagnose', ROOT, '--verbose', '--lang', language], { files: incidentPc(PC) });
    await expect(full.stdout).toMatchFileSnapshot(`../golden/diagnose/full-${language}.txt`);
  });

  it.each(['en', 'ja'])(
    'fits on a screen of 80 columns and 25 lines however much there is to say (%s)',
    async (language) => {
      const { stdout } = await sit(['diagnose', ROOT, '--lang', language], { files: incidentPc(FULLEST) });
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(Math.max(...lines.map(textWidth))).toBeLessThan(80);
      await expect(stdout).toMatchFileSnapshot(`../golden/diagnose/fullest-${language}.txt`);
    },
  );

  it.each(['en', 'ja'])('fits where names out of the hives are endless, too (%s)', async (language) => {
    const long = 'x'.repeat(700);
    const files = incidentPc({
      ...FULLEST,
      tasks: { [long.slice(0, 200)]: taskXml('Password', SID) },
      softwareValues: {
        ...FULLEST.softwareValues,
        'Microsoft/Windows NT/CurrentVersion': [text('ProductName', long)],
      },
    });
    const { stdout } = await sit(['diagnose', ROOT, '--lang', language], { files });
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
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
    expect(stdout).toContain('no disk shows it');
    const full = await sit(['diagnose', ROOT, '--verbose'], { files: incidentPc(PC) });
    expect(full.stdout.replace(/\s+/g, ' ')).toContain('No disk shows the last link');
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

  it('has on the time line what the events say, not the half of it', async () => {
    const files = incidentPc({
      ...THE_INCIDENT,
      more: [
        {
          provider: 'Microsoft-Windows-Kernel-Boot',
          id: 153,
          time: '2026-11-20T22:00:00Z',
          data: [
            ['Status', hex32(0xc000_0001)],
            ['VsmPolicy', hex32(0x1b)],
          ],
        },
        {
          provider: 'Microsoft-Windows-Biometrics',
          id: 1108,
          time: '2026-11-20T22:00:10Z',
          data: [
            ['BiometricSensor', logText('Face')],
            ['IsolationLevel', hex32(1)],
            ['IsolationEngineAdapter', logText('-')],
          ],
        },
      ],
    });
    for (const [language, start, sensor] of [
      ['en', 'Started without virtualization-based security', 'Sensor ready: Face, isolated'],
      ['ja', '仮想化ベースのセキュリティなしで起動', 'センサーの準備完了: Face (分離)'],
    ] as const) {
      const path = `/${language}.html`;
      await sit(['diagnose', ROOT, '--report', path, '--lang', language], { files });
      const page = new TextDecoder().decode(files.bytes(path));
      expect(page).toContain(start);
      expect(page).toContain(sensor);
    }
  });

  it('shows what else hides the password, and external sensors', async () => {
    const { stdout } = await sit(['diagnose', ROOT, '--verbose'], {
      files: incidentPc({
        ...THE_INCIDENT,
        systemValues: {
          [CAMERA]: [
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

  it.each([
    ['en', 'SOFTWARE hive, SYSTEM hive, 1 task file'],
    ['ja', 'SOFTWARE ハイブ、SYSTEM ハイブ、タスク 1 個'],
  ])('names on the one screen what can not be read (%s)', async (language, told) => {
    const files = incidentPc({ ...FULLEST, tasks: { Bad: 'hello' } });
    const config = `${ROOT}/Windows/System32/config`;
    for (const hive of ['SOFTWARE', 'SYSTEM']) files.put(`${config}/${hive}`, new Uint8Array(8192));
    const { exitCode, stdout } = await sit(['diagnose', ROOT, '--lang', language], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(told);
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
    await files.remove(`${config}/SYSTEM`);
    files.refuse(`${ROOT}/Windows/System32/Tasks`, { reading: 'access-denied' });
    const second = await sit(['diagnose', ROOT, '--lang', language], { files });
    expect(second.stdout).toMatch(/SYSTEM (hive|ハイブ)[,、] ?(scheduled tasks|タスク)\n/);
  });

  it('says on the one screen that there are more tasks than are read', async () => {
    const xml = taskXml('Password', SID);
    const tasks = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`T${index}`, xml]));
    const files = incidentPc({ ...FULLEST, tasks });
    const { stdout } = await sit(['diagnose', ROOT], { files });
    expect(stdout).toContain('tasks beyond the first 1000');
    expect(stdout.trimEnd().split('\n').length).toBeLessThanOrEqual(24);
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
