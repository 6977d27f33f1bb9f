import { PASSWORD_PROVIDER, SYSTEM_POLICIES } from '../windows/other-causes.ts';
import { deleted, type Remedy } from './remedy.ts';

export const passwordProviderListed: Remedy = {
  name: 'password-provider-listed',
  cause: 'password-provider-excluded',
  affects: 'all-accounts',
  places: [{ keyPath: SYSTEM_POLICIES, valueName: 'ExcludedCredentialProviders' }],
  grade: 'stated',
  source: 'Microsoft, "Policy CSP - ADMX_CredentialProviders", ExcludedCredentialProviders',
  words: {
    en: {
      does: 'Takes the password off the list of what the sign-in screen leaves out; the rest of the list stays.',
      caution: 'Group policy may put it back.',
    },
    ja: {
      does: 'サインイン画面から除外する一覧から、パスワードだけを外します (ほかの項目は残ります)。',
      caution: 'グループ ポリシーが元に戻す可能性があります。',
    },
  },
  edits: (found, software) => {
    const value = software.find(found.keyPath)?.value(found.valueName);
    const listed = value?.asString()?.split(',') ?? [];
    const kept = listed.filter((item) => !item.toLowerCase().includes(PASSWORD_PROVIDER));
    if (value === undefined || kept.every((item) => item.trim() === '')) return [deleted(found)];
    const data = new Uint8Array(Buffer.from(`${kept.join(',')}\0`, 'utf16le'));
    return [{ edit: 'set-value', key: found.keyPath, value: found.valueName, type: value.type, data }];
  },
};
