using System.Buffers.Binary;

namespace Porthole.Agent.Devices.Discovery.Dhip;

/*  All numbers little endian.
     0               4               8               12
    +---------------+---------------+---------------+---------------+
    | header size 32| "DHIP"        | session 0     | request 0     |
    +---------------+---------------+---------------+---------------+
    | JSON length   | 0             | JSON length   | 0             |
    +---------------+---------------+---------------+---------------+
    | JSON ...                                                       */

/// <summary>The frame around Dahua's JSON. Devices do not answer to bare JSON (measured by others on a VTO2000A and an NVR5464).</summary>
internal static class DhipFrame
{
    private const int HeaderSize = 32;
    private const int FirstLength = 16;
    private const int SecondLength = 24;

    private static ReadOnlySpan<byte> Magic => "DHIP"u8;

    public static byte[] Wrap(ReadOnlySpan<byte> json)
    {
        var frame = new byte[HeaderSize + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, HeaderSize);
        Magic.CopyTo(frame.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(FirstLength), json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(SecondLength), json.Length);
        json.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>The JSON; empty when the frame is none. A length that is 0 or too large, which some firmware writes, means the rest of the datagram.</summary>
    public static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> frame)
    {
        if (frame.Length <= HeaderSize || !frame[4..8].SequenceEqual(Magic)) return default;
        var length = BinaryPrimitives.ReadUInt32LittleEndian(frame[FirstLength..]);
        var rest = frame[HeaderSize..];
        return length is 0 || length > rest.Length ? rest : rest[..(int)length];
    }
}
