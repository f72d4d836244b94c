import { describe, expect, test } from 'vitest'
import * as dingtalk from '../../src/sandbox/dingtalk-answers.ts'
import type { SandboxAnswer } from '../../src/sandbox/exchange.ts'
import * as lark from '../../src/sandbox/lark-answers.ts'
import * as slack from '../../src/sandbox/slack-answers.ts'
import { ACCEPTED } from '../../src/sandbox/teams-answers.ts'
import * as wecom from '../../src/sandbox/wecom-answers.ts'

/** An answer as it goes over the wire. */
function wire(answer: SandboxAnswer): string {
  return answer.kind === 'answer' ? `${answer.status} ${String(answer.body)}` : answer.kind
}

const HERE = { now: 1_772_676_901_000, address: '1.2.3.4', isMended: false }
const sign = (): string => dingtalk.securityRefusal('sign', 'zh').errmsg
const wecomSays = (answer: wecom.WecomAnswer, isMended = false): string =>
  wire(wecom.wecomResponse(answer.errcode, wecom.wecomText(answer, { ...HERE, isMended })))

describe('the stand-ins answer byte for byte what was seen of the platforms', () => {
  test.each([
    ['DingTalk takes it', JSON.stringify(dingtalk.OK), '{"errcode":0,"errmsg":"ok"}'],
    [
      'its token',
      JSON.stringify(dingtalk.UNKNOWN_TOKEN),
      '{"errcode":300005,"errmsg":"token is not exist"}',
    ],
    [
      'its missing token',
      JSON.stringify(dingtalk.NO_TOKEN),
      '{"errcode":40035,"errmsg":"缺少参数 access_token"}',
    ],
    [
      'its quota',
      JSON.stringify(dingtalk.OVER_QUOTA),
      '{"errcode":90030,"errmsg":"webhook over limit"}',
    ],
    ['its limit', dingtalk.rateLimited(660_026).errmsg, 'sending too many messages per minute'],
    [
      'its older limit',
      dingtalk.rateLimited(130_101).errmsg,
      'send too fast, exceed 20 times per minute',
    ],
    [
      'its size',
      dingtalk.tooLarge('zh').errmsg,
      'description: body 大小不合法;solution:请保持大小在 20000bytes 以内;',
    ],
    [
      'its keyword',
      dingtalk.securityRefusal('keyword', 'zh').errmsg,
      '错误描述:关键词不匹配;解决方案:请联系群管理员查看此机器人的关键词，并在发送的信息中包含此关键词;',
    ],
    [
      'its signature',
      sign(),
      'description:机器人发送签名不匹配;solution:请确认签名和生成签名的时间戳必须都放在调用的网址中，请确认机器人的密钥加密和填写正确;link:请参考本接口对应文档获得具体要求，或者在https://open.dingtalk.com/document/  搜索相关文档;',
    ],
    [
      'Lark takes it',
      wire(lark.larkResponse(lark.OK)),
      '200 {"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"}',
    ],
    [
      'its burst',
      wire(lark.larkResponse(lark.BURST)),
      '400 {"code":9499,"msg":"too many request","data":{}}',
    ],
    [
      'its token',
      wire(lark.larkResponse(lark.UNKNOWN_TOKEN)),
      '200 {"code":19001,"data":{},"msg":"param invalid: incoming webhook access token invalid"}',
    ],
    [
      'its limit',
      wire(lark.larkResponse(lark.RATE_LIMITED)),
      '200 {"code":11232,"data":{},"msg":"frequency limited psm[lark.oapi.app_platform_runtime]appID[1500]"}',
    ],
    ['WeCom takes it', wecomSays(wecom.OK), '200 {"errcode":0,"errmsg":"ok"}'],
    [
      'what was no JSON',
      wecomSays(wecom.OK, true),
      '200 {"errcode":0,"errmsg":"ok. Warning: wrong json format. "}',
    ],
    ['Slack takes it', wire(slack.plainAnswer(200, 'ok')), '200 ok'],
    [
      'its limit',
      wire(slack.slackRateLimited(1)),
      '429 {"retry_after":1,"ok":false,"error":"rate_limited"}',
    ],
    ['its token', wire(slack.slackRefusal('no_service')), '404 no_service'],
    [
      'its archived channel',
      wire(slack.slackRefusal('channel_is_archived')),
      '410 channel_is_archived',
    ],
    ['a workflow takes it', wire(ACCEPTED), '202 '],
  ])('%s', (...[, said, seen]) => {
    expect(said).toBe(seen)
  })

  test('WeCom names the sender, the time and where to look it up', () => {
    expect(wecomSays(wecom.UNKNOWN_KEY)).toMatch(
      /^200 \{"errcode":93000,"errmsg":"invalid webhook url, hint: \[1772676901_\d+_[0-9a-f]{32}\], from ip: 1\.2\.3\.4, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=93000"\}$/,
    )
  })
})
