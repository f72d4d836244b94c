import { describe, expect, test } from 'vitest'
import { compile, goLabels, goList, goStruct, goTime, TemplateError } from './gotemplate.ts'

const labels = goLabels({ region: 'cn-hangzhou', alertname: 'Disk', az: 'b' })
const data = goStruct(
  'Message',
  { labels, at: goTime(1_772_676_901_000, 'Asia/Shanghai') },
  {
    Alerts: () => goList(['a', 'b'], new Map([['Firing', { parameters: [], call: () => ['a'] }]])),
  },
)

function render(text: string): string {
  return compile(text, {
    name: 't',
    functions: 'message',
    missingKey: 'zero',
    clock: { now: () => 1_772_677_201_000 },
  }).render(data)
}

describe("a message's values", () => {
  test.each([
    ['{{ .labels.region }}/{{ .labels.nowhere }}/', 'cn-hangzhou//'],
    [
      '{{ range .labels.SortedPairs }}{{ .Name }}={{ .Value }};{{ end }}',
      'alertname=Disk;az=b;region=cn-hangzhou;',
    ],
    [
      '{{ .labels.Names | join "," }} {{ .labels.Values | join "," }}',
      'alertname,az,region Disk,b,cn-hangzhou',
    ],
    [
      '{{ range (.labels.Remove (stringSlice "az" "region")).SortedPairs }}{{ .Name }}{{ end }}',
      'alertname',
    ],
    [
      '{{ range $name, $value := .labels }}{{ $name }};{{ end }}{{ len .labels }}',
      'alertname;az;region;3',
    ],
    ['{{ range .Alerts }}{{ . }}{{ end }} {{ .Alerts.Firing | len }} {{ len .Alerts }}', 'ab 1 2'],
    [
      '{{ .at.Format "15:04" }} {{ date "2006-01-02" .at }} {{ (tz "UTC" .at).Format "15:04 MST" }}',
      '10:15 2026-03-05 02:15 UTC',
    ],
    [
      '{{ since .at }} {{ since .at | humanizeDuration }} {{ humanizeDuration 93784 }}',
      '5m0s 5m 0s 1d 2h 3m 4s',
    ],
    ['{{ toUpper "a" }}{{ toLower "B" }}{{ trimSpace " c " }}{{ safeHtml "<" }}', 'Abc<'],
    [
      '{{ match "^cn-" .labels.region }} {{ reReplaceAll "cn-(.*)" "$1" .labels.region }}',
      'true hangzhou',
    ],
    ['{{ toJson .labels }}', '{"alertname":"Disk","az":"b","region":"cn-hangzhou"}'],
  ])('%s gives %s', (text, wanted) => {
    expect(render(text)).toBe(wanted)
  })

  test.each([
    ['{{ .titel }}', "can't evaluate field titel in type Message"],
    ['{{ .Alerts.Nothing }}', "can't evaluate field Nothing"],
    ['{{ reReplaceAll "(" "" "x" }}', 'error parsing regexp'],
    ['{{ tz "Mars/Olympus" .at }}', 'unknown time zone Mars/Olympus'],
    ['{{ humanizeDuration "soon" }}', 'expected seconds'],
  ])('%s fails with %s', (text, words) => {
    expect(() => render(text)).toThrow(words)
  })
})

test.each([
  ['{{ .a }}\n{{ nope }}', 12],
  ['x {{ if }}', 8],
  ['{{ $x }}', 3],
  ['{{ "a', 3],
  ['{{ range .x }}', 14],
  ['{{ a } }}', 3],
])('%j cannot be read at %i', (text, at) => {
  try {
    compile(text)
    expect.unreachable('the text is wrong')
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    expect([error.phase, error.at]).toEqual(['parse', at])
  }
})
