using Porthole.Simulation.Camera.Picture;

namespace Porthole.Simulation.Camera.Jpeg;

/// <summary>The markers around a scan that make it a JFIF file.</summary>
internal static class JpegFile
{
    public static byte[] Write(byte[] luma, byte[] colour, ReadOnlySpan<byte> scan)
    {
        var file = new List<byte>(scan.Length + 1024);
        file.AddRange([0xff, 0xd8]);
        Segment(file, 0xe0, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 0, 0]);
        Segment(file, 0xdb, [0, .. InZigzag(luma)]);
        Segment(file, 0xdb, [1, .. InZigzag(colour)]);

        // Eight bits; three components; the first sampled two by two, with quantizers 0, 1, 1.
        Segment(file, 0xc0,
        [
            8, Frame.Height >> 8, Frame.Height & 0xff, Frame.Width >> 8, Frame.Width & 0xff,
            3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
        ]);
        Segment(file, 0xc4, [0x00, .. JpegTables.LumaDc]);
        Segment(file, 0xc4, [0x10, .. JpegTables.LumaAc]);
        Segment(file, 0xc4, [0x01, .. JpegTables.ColourDc]);
        Segment(file, 0xc4, [0x11, .. JpegTables.ColourAc]);
        Segment(file, 0xda, [3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
        file.AddRange(scan);
        file.AddRange([0xff, 0xd9]);
        return [.. file];
    }

    private static void Segment(List<byte> file, byte marker, byte[] data)
    {
        var length = data.Length + 2;
        file.AddRange([0xff, marker, (byte)(length >> 8), (byte)length]);
        file.AddRange(data);
    }

    private static byte[] InZigzag(byte[] table)
    {
        var ordered = new byte[64];
        for (var i = 0; i < 64; i++)
            ordered[i] = table[JpegTables.Zigzag[i]];
        return ordered;
    }
}
