using System.Buffers.Binary;

namespace Porthole.Agent.Devices.Discovery.Xmeye;

/*  All numbers little endian.
     0    1    2    3    4               8               12   13   14        16              20
    +----+----+----+----+---------------+---------------+----+----+---------+---------------+------
    | FF | v  | 0    0  | session       | sequence      | tot| cur| message | JSON length   | JSON
    +----+----+----+----+---------------+---------------+----+----+---------+---------------+------
    Message 1530 asks who is there, 1531 answers. */

/// <summary>The frame of DVRIP, the protocol of Xiongmai's boards.</summary>
internal static class DvripFrame
{
    private const int HeaderSize = 20;
    private const int MessageAt = 14;
    private const int LengthAt = 16;
    private const byte Magic = 0xFF;
    private const ushort SearchRequest = 1530;

    /// <summary>The question: a header alone.</summary>
    public static byte[] Search()
    {
        var frame = new byte[HeaderSize];
        frame[0] = Magic;
        BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(MessageAt), SearchRequest);
        return frame;
    }

    /// <summary>The JSON; empty when the frame is none. The message number differs among firmware and is not looked at; nor is a length that cannot be.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= HeaderSize || frame[0] != Magic) return default;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(frame[LengthAt..]);
        var rest = frame[HeaderSize..];
        return length is 0 || length > rest.Length ? rest : rest[..(int)length];
    }
}
