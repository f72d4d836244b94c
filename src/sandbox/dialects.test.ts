import { describe, expect, test } from 'vitest'
import { parseMrkdwn, type Block as SlackBlock, type Span as SlackSpan } from './page/mrkdwn.js'
import {
  parseTeamsText,
  type Block as TeamsBlock,
  type Span as TeamsSpan,
} from './page/teams-text.js'

/** What was read, as HTML-like text that a person can compare. */
function slack(text: string, options?: { verbatim: boolean }): string {
  const block = (read: SlackBlock) =>
    read.kind === 'code'
      ? `<pre>${read.text}</pre>`
      : `<${read.kind}>${read.spans.map(slackSpan).join('')}</${read.kind}>`
  return parseMrkdwn(text, options).map(block).join('')
}

function slackSpan(span: SlackSpan): string {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'code':
    case 'mention':
      return `<${span.kind}>${span.text}</${span.kind}>`
    case 'link':
      return `<a ${span.href}>${span.text}</a>`
    case 'date':
      return `<date ${span.seconds} ${span.format}>${span.text}</date>`
    case 'strong':
    case 'emphasis':
    case 'strike':
      return `<${span.kind}>${span.spans.map(slackSpan).join('')}</${span.kind}>`
  }
}

describe('mrkdwn', () => {
  test.each([
    [
      '*bold* _it_ ~gone~',
      '<text><strong>bold</strong> <emphasis>it</emphasis> <strike>gone</strike></text>',
    ],
    ['*bold _both_*', '<text><strong>bold <emphasis>both</emphasis></strong></text>'],
    ['a*b*c snake_case_name 2 * 3 * 4', '<text>a*b*c snake_case_name 2 * 3 * 4</text>'],
    ['**twice**', '<text>**twice**</text>'],
    ['`*code*` &lt;b&gt; &amp;amp;', '<text><code>*code*</code> <b> &amp;</text>'],
    [
      '<https://a.example/?a=1&amp;b=2|the *link*>',
      '<text><a https://a.example/?a=1&b=2>the *link*</a></text>',
    ],
    [
      '*<https://a.example|bold link>*',
      '<text><strong><a https://a.example>bold link</a></strong></text>',
    ],
    [
      '<https://a.example/*x*_y_>',
      '<text><a https://a.example/*x*_y_>https://a.example/*x*_y_</a></text>',
    ],
    [
      'see https://a.example/x_y_z.',
      '<text>see <a https://a.example/x_y_z>https://a.example/x_y_z</a>.</text>',
    ],
    [
      '<@U123> <@U123|wang> <!here> <!channel|c> <#C1|ops>',
      '<text><mention>@U123</mention> <mention>@wang</mention> <mention>@here</mention> <mention>@channel</mention> <mention>#ops</mention></text>',
    ],
    ['<!subteam^S1|@ops>', '<text><mention>@ops</mention></text>'],
    ['&lt;!channel&gt;', '<text><!channel></text>'],
    [
      '<!date^1392734382^{date} at {time}|Feb 18>',
      '<text><date 1392734382 {date} at {time}>Feb 18</date></text>',
    ],
    ['<b>', '<text><b></text>'],
    ['&gt; one\n> *two*\nthree', '<quote>one\n<strong>two</strong></quote><text>three</text>'],
    ['&gt;&gt;&gt; all\nof it', '<quote>all\nof it</quote>'],
    ['a\n```\nx = *y*\n```\nb', '<text>a</text><pre>x = *y*</pre><text>b</text>'],
    ['a ``` b', '<text>a ``` b</text>'],
    [':red_circle: :no_such: 10:15:30', '<text>🔴 :no_such: 10:15:30</text>'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(slack(text)).toBe(expected)
  })

  test('an address is no link where the text is verbatim', () => {
    expect(slack('https://a.example', { verbatim: true })).toBe('<text>https://a.example</text>')
  })

  test.each(['*', '_', '<', '`', '<a|', '*_~', '&gt;', '```', 'https://'])(
    'forty thousand characters of %j are read without harm',
    (sign) => {
      expect(parseMrkdwn(sign.repeat(40_000 / sign.length)).length).toBeGreaterThan(0)
    },
  )
})

function teams(text: string): string {
  const block = (read: TeamsBlock) =>
    read.kind === 'text'
      ? `<p>${read.spans.map(teamsSpan).join('')}</p>`
      : `<${read.kind} ${read.start}>${read.entries.map((entry) => `<li>${entry.map(teamsSpan).join('')}</li>`).join('')}</${read.kind}>`
  return parseTeamsText(text).map(block).join('')
}

function teamsSpan(span: TeamsSpan): string {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'mention':
      return `<at>${span.text}</at>`
    case 'link':
      return `<a ${span.href}>${span.spans.map(teamsSpan).join('')}</a>`
    case 'strong':
    case 'emphasis':
      return `<${span.kind}>${span.spans.map(teamsSpan).join('')}</${span.kind}>`
  }
}

describe('the text of a card', () => {
  test.each([
    [
      '**bold** _it_ *it*',
      '<p><strong>bold</strong> <emphasis>it</emphasis> <emphasis>it</emphasis></p>',
    ],
    ['snake_case_name 2 * 3 * 4', '<p>snake_case_name 2 * 3 * 4</p>'],
    [
      '[the **link**](https://a.example/?x=(1)&y=2)',
      '<p><a https://a.example/?x=(1)&y=2>the <strong>link</strong></a></p>',
    ],
    ['one\ntwo\n\nthree', '<p>one two</p><p>three</p>'],
    ['one\rtwo', '<p>one\ntwo</p>'],
    ['list:\r- a\r- **b**', '<p>list:</p><points 1><li>a</li><li><strong>b</strong></li></points>'],
    ['3. a\n4. b', '<numbers 3><li>a</li><li>b</li></numbers>'],
    ['# no heading', '<p># no heading</p>'],
    ['\\*\\*plain\\*\\* \\[x\\](y)', '<p>**plain** [x](y)</p>'],
    ['<at>王伟</at> &lt;b&gt;', '<p><at>王伟</at> <b></p>'],
    ['{{DATE(x)}}', '<p>{{DATE(x)}}</p>'],
    ['', ''],
  ])('%j', (text, expected) => {
    expect(teams(text)).toBe(expected)
  })

  test.each(['*', '**', '_', '[', '[a](', '<at>', '\\', '- ', '(('])(
    'twenty-eight thousand characters of %j are read without harm',
    (sign) => {
      expect(parseTeamsText(`x${sign.repeat(28_000 / sign.length)}`).length).toBeGreaterThan(0)
    },
  )
})
