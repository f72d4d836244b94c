import { phrase } from './phrase.ts'

export const SIGN_IN = {
  title: phrase('Sign in', '登录'),
  name: phrase('Name', '用户名'),
  password: phrase('Password', '密码'),
  submit: phrase('Sign in', '登录'),
  tokenTitle: phrase('This hub asks for its API token', '此中枢需要 API 令牌'),
  tokenHint: phrase(
    'It was set with --api-token or TOCSIN_API_TOKEN. This tab keeps it until it is closed.',
    '由 --api-token 或 TOCSIN_API_TOKEN 设置。仅在此标签页中保留，关闭即清除。',
  ),
  token: phrase('API token', 'API 令牌'),
  tokenWrong: phrase(
    'The hub does not know this token. Copy it again.',
    '令牌不正确，请重新复制。',
  ),
  open: phrase('Open the console', '打开控制台'),
  byToken: phrase('With an API token instead', '改用 API 令牌'),
  byPassword: phrase('With a name and a password instead', '改用用户名和密码'),
  provider: (title: string) => phrase(`Sign in with ${title}`, `通过 ${title} 登录`),
  refused: phrase('You are not signed in.', '未能登录。'),
  wrong: phrase(
    'The name and the password do not fit. Try again, or ask an administrator for a new invitation.',
    '用户名与密码不匹配。请重试，或请管理员重新邀请。',
  ),
  tooOften: phrase(
    'Too many failed attempts. Wait a quarter of an hour, then try again.',
    '失败次数过多，请 15 分钟后再试。',
  ),
  noInvitation: phrase(
    'This invitation cannot be used (any more): each works once, and for three days. Ask an administrator for a new one.',
    '此邀请已失效：每个邀请只能使用一次，三天内有效。请管理员重新邀请。',
  ),
  newPasswordHint: phrase(
    'At least 10 characters. A few words that do not belong together are easy to keep in mind.',
    '至少 10 个字符。几个互不相关的词便于记忆。',
  ),
  welcome: phrase('Welcome to Tocsin', '欢迎使用 Tocsin'),
  first: phrase(
    'You become the first administrator. From then on everybody signs in.',
    '您将成为首位管理员。此后所有人都需要登录。',
  ),
  invited: phrase('Set your password, and you are signed in.', '设置密码后即可登录。'),
  displayName: phrase('The name that others read', '显示名称'),
  accept: phrase('Begin', '开始使用'),
  signOut: phrase('Sign out', '退出登录'),
}
