import { describe, expect, test } from 'vitest'
import { type Block, DIALECTS, parseRich, type Span } from './page/rich-text.js'

/** A tree in one line: tags for what is drawn, plain text for what is not. */
function drawn(blocks: readonly Block[]): string {
  return blocks.map(drawnBlock).join('')
}

function drawnBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${spans(block.spans)}</p>`
    case 'heading':
      return `<h${block.level}>${spans(block.spans)}</h${block.level}>`
    case 'quote':
      return `<q>${drawn(block.blocks)}</q>`
    case 'code':
      return `<pre>${block.text}</pre>`
    case 'rule':
      return '<hr>'
    case 'table': {
      const rows = [block.head, ...block.rows].map((row) => row.map(spans).join('|'))
      return `<table ${block.align.join()}>${rows.join('/')}</table>`
    }
    case 'list': {
      const entries = block.entries.map(
        (entry) => `<li>${spans(entry.spans)}${drawn(entry.blocks)}</li>`,
      )
      return block.ordered
        ? `<ol ${block.start}>${entries.join('')}</ol>`
        : `<ul>${entries.join('')}</ul>`
    }
  }
}

function spans(list: readonly Span[]): string {
  return list.map(drawnSpan).join('')
}

function drawnSpan(span: Span): string {
  switch (span.kind) {
    case 'text':
      return span.text
    case 'code':
      return `<c>${span.text}</c>`
    case 'break':
      return '<br>'
    case 'strong':
    case 'emphasis':
    case 'strike':
      return `<${span.kind}>${spans(span.spans)}</${span.kind}>`
    case 'font':
    case 'tag':
      return `<${span.kind} ${span.color}>${spans(span.spans)}</${span.kind}>`
    case 'link':
      return `<a ${span.href}>${spans(span.spans)}</a>`
    case 'image':
      return `<img ${span.href}>`
    case 'at':
      return `<at ${span.ids.join()}>`
    case 'time':
      return `<time ${span.at}>`
  }
}

type Name = keyof typeof DIALECTS

const CASES: Readonly<Record<Name, readonly (readonly [string, string])[]>> = {
  larkFirst: [
    ['a\nb', '<p>a<br>b</p>'],
    ['# a', '<p># a</p>'],
    ['> a', '<p>> a</p>'],
    ['`a`', '<p>`a`</p>'],
    ['| a |\n| - |', '<p>| a |<br>| - |</p>'],
    ['**a** *b* ~~c~~', '<p><strong>a</strong> <emphasis>b</emphasis> <strike>c</strike></p>'],
    ['[t](https://x.cn/(a)?b=1)', '<p><a https://x.cn/(a)?b=1>t</a></p>'],
    ["<a href='https://x.cn'>t</a>", '<p><a https://x.cn>t</a></p>'],
    ["<font color='red'>a</font>", '<p><font red>a</font></p>'],
    ['<at id=ou_1></at><at ids="a,b"></at>', '<p><at ou_1><at a,b></p>'],
    ['<script>x</script> <b>', '<p><script>x</script> <b></p>'],
    ['&#42;a&#42; &amp;lt; &#60;at id=all&#62;', '<p>*a* &lt; <at id=all></p>'],
    ['---', '<hr>'],
    ['- a\n- b', '<ul><li>a</li><li>b</li></ul>'],
  ],
  larkSecond: [
    ['a\nb', '<p>a b</p>'],
    ['a<br>b', '<p>a<br>b</p>'],
    ['a\n\nb', '<p>a</p><p>b</p>'],
    ['# a\n> b\n> c', '<h1>a</h1><q><p>b c</p></q>'],
    ['| a | b |\n| :- | -: |\n| 1 | 2 |', '<table left,right>a|b/1|2</table>'],
    ['```js\n**a**\n```\nb', '<pre>**a**</pre><p>b</p>'],
    ['- a\n  - b\n- c', '<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>'],
    ['3. a\n4. b', '<ol 3><li>a</li><li>b</li></ol>'],
    ["<text_tag color='red'>a</text_tag>", '<p><tag red>a</tag></p>'],
    ["<local_datetime millisecond='5'></local_datetime>", '<p><time 5></p>'],
  ],
  wecom: [
    ['a\nb', '<p>a<br>b</p>'],
    ['# a\n> b\n> c', '<h1>a</h1><q><p>b<br>c</p></q>'],
    ['- a', '<p>- a</p>'],
    ['*a* **b** `c`', '<p>*a* <strong>b</strong> <c>c</c></p>'],
    ['![i](https://x.cn)', '<p>!<a https://x.cn>i</a></p>'],
    ['<font color="warning">a **b**</font>', '<p><font warning>a <strong>b</strong></font></p>'],
    ['<@wang> <at id=x></at>', '<p><at wang> <at id=x></at></p>'],
    ['&#42;', '<p>&#42;</p>'],
    ['```\na\n```', '<p>```<br>a<br>```</p>'],
  ],
  wecomSecond: [
    ['a\nb', '<p>a b</p>'],
    ['a  \nb', '<p>a<br>b</p>'],
    ['> a\n>> b', '<q><p>a</p><q><p>b</p></q></q>'],
    ['![i](https://x.cn)', '<p><img https://x.cn></p>'],
    ['<font color="info">a</font> <@wang>', '<p><font color="info">a</font> <@wang></p>'],
    ['| a | b |\n|---|:-:|\n| 1 | 2 |\nc', '<table left,center>a|b/1|2</table><p>c</p>'],
    ['---', '<hr>'],
  ],
}

const NAMES: readonly Name[] = ['larkFirst', 'larkSecond', 'wecom', 'wecomSecond']

describe.each(NAMES)('in %s', (name) => {
  test.each(CASES[name])('%j is drawn as %s', (text, expected) => {
    expect(drawn(parseRich(text, DIALECTS[name]))).toBe(expected)
  })

  test.each(['[a](', '**a', '<font color="x">', '>', '- \n', '|', '`', '<at id=', '  - a\n'])(
    'twenty thousand characters of %j are read without harm',
    (part) => {
      const text = part.repeat(Math.ceil(20_000 / part.length))
      expect(parseRich(text, DIALECTS[name])).toBeInstanceOf(Array)
    },
  )
})
