using System.Buffers.Binary;
using Porthole.Simulation.Camera.Picture;

namespace Porthole.Simulation.Camera.Rtsp;

/// <summary>
/// Cuts a picture into RTP packets (RFC 3550, 5.1; RFC 2435, 3.1), each framed for RTSP's own connection
/// (RFC 2326, 10.12).
/// <code>
///  0: '$'    1: channel           2: length of the packet (16)
///  4: V=2    5: M, payload type   6: sequence number (16)
///  8: timestamp (32)             12: synchronization source (32)
/// 16: 0                          17: fragment offset (24)
/// 20: type   21: Q               22: width / 8           23: height / 8
/// 24: scan data
/// </code>
/// </summary>
internal sealed class JpegPacketizer(byte channel, uint source, int quality)
{
    // The static payload type of JPEG (RFC 3551, table 5).
    public const int PayloadType = 26;

    private const int FrameHeader = 4;
    private const int Headers = 24;

    // Fits an Ethernet frame with room for tunnels, as if it were sent by UDP.
    private const int MaximumScan = 1400;

    // Type 1 is 4:2:0 without restart markers (RFC 2435, 4.1).
    private const byte Type420 = 1;

    private const byte Marker = 0x80;

    private ushort _sequence;

    /// <summary>Sequence number of the next packet, for RTP-Info.</summary>
    public ushort NextSequence => _sequence;

    /// <summary>All packets of a picture, one behind the other.</summary>
    public byte[] Packetize(Shot shot)
    {
        var fragments = (shot.Scan.Length + MaximumScan - 1) / MaximumScan;
        var bytes = new byte[shot.Scan.Length + fragments * Headers];
        var packet = bytes.AsSpan();
        for (var offset = 0; offset < shot.Scan.Length; offset += MaximumScan)
        {
            var scan = shot.Scan.AsSpan(offset, Math.Min(MaximumScan, shot.Scan.Length - offset));
            WriteHeaders(packet, shot.Timestamp, offset, scan.Length, isLast: offset + scan.Length == shot.Scan.Length);
            scan.CopyTo(packet[Headers..]);
            packet = packet[(Headers + scan.Length)..];
        }

        return bytes;
    }

    private void WriteHeaders(Span<byte> packet, uint timestamp, int offset, int scanLength, bool isLast)
    {
        packet[0] = (byte)'$';
        packet[1] = channel;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(Headers - FrameHeader + scanLength));
        packet[4] = 0x80;
        packet[5] = (byte)(PayloadType | (isLast ? Marker : 0));
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(packet[8..], timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(packet[12..], source);
        BinaryPrimitives.WriteUInt32BigEndian(packet[16..], (uint)offset);
        packet[20] = Type420;
        packet[21] = (byte)quality;
        packet[22] = Frame.Width / 8;
        packet[23] = Frame.Height / 8;
    }
}
