/** A small record of telemetry: a time in microseconds, a name, four readings. */
export const telemetrySchema = JSON.stringify({
  type: 'record',
  name: 'Telemetry',
  namespace: 'bench',
  fields: [
    { name: 'timestamp', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'source', type: 'string' },
    { name: 'temperature', type: 'float' },
    { name: 'pressure', type: 'float' },
    { name: 'humidity', type: 'float' },
    { name: 'voltage', type: 'float' },
  ],
})

export function telemetryValue(index: number): object {
  return {
    timestamp: 1_767_225_600_000_000 + index * 20_000,
    source: `mount-${index % 8}`,
    temperature: 11.25 + (index % 16) / 16,
    pressure: 744.125,
    humidity: 40.5 - (index % 32) / 8,
    voltage: 23.9375,
  }
}
