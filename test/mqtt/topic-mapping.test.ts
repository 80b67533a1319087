import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { parseTopicMapping } from '../../shared/mqtt/topic-mapping.ts'

const ROWS: readonly (readonly [sentence: string, list: string, mqttTopic: string, topic: string | undefined])[] = [
  ['a bare word matches itself', 'readings:readings', 'readings', 'readings'],
  ['an expression matches the whole topic only', 'temperature:temperature', 'site/temperature', undefined],
  ['and not its beginning only', 'temperature:temperature', 'temperature/7', undefined],
  ['any prefix is written .*', 'temperature:.*temperature', 'site/4/temperature', 'temperature'],
  ['the first entry that matches wins', 'one:a.*,two:a/b', 'a/b', 'one'],
  ['entries are asked in their order', 'two:a/b,one:a.*', 'a/b', 'two'],
  ['the next entry is asked when one does not match', 'one:a,two:b', 'b', 'two'],
  ['blanks after commas belong to nothing', 'one:a,  two:b,\n three:c', 'c', 'three'],
  ['a comma at the end is no entry', 'one:a,', 'a', 'one'],
  ['a comma in braces is part of the expression', 'one:a{1,3},two:b', 'aaa', 'one'],
  ['what comes behind these braces is the next entry', 'one:a{1,3},two:b', 'b', 'two'],
  ['a comma in a class is part of the expression', 'one:a[,;]b,two:b', 'a,b', 'one'],
  ['a bracket that comes first in a class does not end it', 'one:a[],]b,two:b', 'a]b', 'one'],
  ['nor behind a caret', 'one:a[^],]b,two:b', 'a.b', 'one'],
  ['a comma in parentheses is part of the expression', 'one:(a,|b),two:c', 'a,', 'one'],
  ['a comma behind a backslash is part of the expression', 'one:a\\,b,two:c', 'a,b', 'one'],
  ['a bracket behind a backslash opens nothing', 'one:a\\(,two:c', 'c', 'two'],
  ['the topic ends at the first colon', 'one:urn:dev:.*', 'urn:dev:4', 'one'],
  ['a group becomes part of the topic', '$1.raw:site/([a-z]+)/temperature', 'site/north/temperature', 'north.raw'],
  ['several groups, in any order', '$2-$1:([a-z]+)/([a-z]+)', 'a/b', 'b-a'],
  ['all that is matched is $0', '$0:[a-z]+', 'abc', 'abc'],
  ['a group that makes no legal topic name is no match', '$1:site/(.*)', 'site/a/b', undefined],
  ['nor one that is empty', '$1:site/(.*)', 'site/', undefined],
  ['nor one that makes the name too long', '$1:(a+)', 'a'.repeat(250), undefined],
  ['a group without a part is empty', 'x$1:(a)?b', 'b', 'x'],
  ['characters beyond ASCII are matched as such', 'one:caf.', 'café', 'one'],
  ['a topic of 1,024 bytes is mapped', 'one:.*', 'é'.repeat(512), 'one'],
  ['one of more bytes is not', 'one:.*', `${'é'.repeat(512)}a`, undefined],
  ['an expression that would run for years elsewhere is answered at once', 'one:(a+)+b', 'a'.repeat(1000), undefined],
]

for (const [sentence, list, mqttTopic, topic] of ROWS) {
  test(`topic mapping: ${sentence}`, () => equal(parseTopicMapping(list).topicFor(mqttTopic), topic))
}

const REFUSED: readonly (readonly [sentence: string, list: string, message: RegExp])[] = [
  ['nothing at all', ' , ', /name at least one entry/],
  ['an entry without a colon', 'one:a,b', /'b' has no colon.*comma of an expression as \[,\]/],
  ['an entry without an expression', 'one:', /no regular expression behind its colon/],
  ['an expression that is none', 'one:(a', /expression of 'one' cannot be used/],
  ['what takes more than linear time', 'one:(a)\\1', /expression of 'one' cannot be used/],
  ['an entry without a topic', ':a', /is no name of a Kafka topic/],
  ['a topic that Kafka does not accept', 'a/b:a', /'a\/b' is no name of a Kafka topic/],
  ['a dollar, which no topic has', 'a$$b:a', /is no name of a Kafka topic/],
  ['a dollar alone', 'a$:a', /is no name of a Kafka topic/],
  ['a topic that is too long', `${'a'.repeat(250)}:a`, /is no name of a Kafka topic/],
  ['a group that there is not', '$2:(a)', /names group 2.*has 1.*parentheses/],
]

for (const [sentence, list, message] of REFUSED) {
  test(`topic mapping refuses ${sentence}, and says what to change`, () =>
    throws(() => parseTopicMapping(list), { message }))
}
