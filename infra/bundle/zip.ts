import { crc32, deflateRawSync } from 'node:zlib'

/** A file for an archive. */
export interface ZipEntry {
  /** With slashes, relative to the archive's root. */
  readonly name: string
  readonly data: Uint8Array
}

/** 1 January 1980, 00:00, where the format's time begins. */
const DATE = 0x0021
const TIME = 0
/** 2.0: the first with folders and deflate. */
const VERSION = 20
/** Made on Unix, so that what is unpacked has the permissions below. */
const MADE_BY = (3 << 8) | VERSION
/** A file that everybody may read: Lambda unpacks as one user and runs as another. */
const ATTRIBUTES = (0o100644 << 16) >>> 0
/** Names are UTF-8. */
const FLAGS = 0x0800
const DEFLATED = 8

/**
 * Makes a zip archive (APPNOTE 6.3, without Zip64) that depends on nothing but its entries: they are sorted by name, none has
 * a time, an owner or an extra field. The same entries give the same bytes with the same zlib, which comes with Node.
 *
 * @throws RangeError  more than 65,535 entries, or 4 GiB
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = Buffer.from(name)
    const packed = deflateRawSync(data, { level: 9 })
    const described = Buffer.alloc(26)
    described.writeUInt16LE(VERSION, 0)
    described.writeUInt16LE(FLAGS, 2)
    described.writeUInt16LE(DEFLATED, 4)
    described.writeUInt16LE(TIME, 6)
    described.writeUInt16LE(DATE, 8)
    described.writeUInt32LE(crc32(data), 10)
    described.writeUInt32LE(packed.length, 14)
    described.writeUInt32LE(data.length, 18)
    described.writeUInt16LE(path.length, 22)
    files.push(Buffer.from('PK\x03\x04'), described, path, packed)
    const listed = Buffer.alloc(14)
    listed.writeUInt32LE(ATTRIBUTES, 6)
    listed.writeUInt32LE(offset, 10)
    const madeBy = Buffer.from([MADE_BY & 0xff, MADE_BY >> 8])
    directory.push(Buffer.from('PK\x01\x02'), madeBy, described, listed, path)
    offset += 30 + path.length + packed.length
  }
  return Buffer.concat([...files, ...directory, endOf(entries.length, directory, offset)])
}

function endOf(count: number, directory: readonly Buffer[], offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  )
  end.writeUInt32LE(offset, 16)
  return end
}
