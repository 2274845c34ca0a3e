using System.Numerics;
using Porthole.Simulation.Camera.Picture;

namespace Porthole.Simulation.Camera.Jpeg;

/// <summary>A baseline JPEG encoder for 4:2:0 pictures with the standard tables: all that RTP type 1 needs (RFC 2435, 4.1).</summary>
internal sealed class JpegEncoder
{
    private const int Block = 8;

    private static readonly HuffmanCode LumaDc = new(JpegTables.LumaDc);
    private static readonly HuffmanCode LumaAc = new(JpegTables.LumaAc);
    private static readonly HuffmanCode ColourDc = new(JpegTables.ColourDc);
    private static readonly HuffmanCode ColourAc = new(JpegTables.ColourAc);
    private static readonly float[] Cosines = MakeCosines();

    private readonly byte[] _luma;
    private readonly byte[] _colour;

    /// <summary>Makes the quantizers for a quality of 1 to 99, as RFC 2435 counts it.</summary>
    public JpegEncoder(int quality)
    {
        Quality = quality;
        _luma = JpegTables.LumaQuantizers(quality);
        _colour = JpegTables.ColourQuantizers(quality);
    }

    public int Quality { get; }

    /// <summary>The entropy-coded scan alone, as RTP carries it.</summary>
    public byte[] EncodeScan(Frame frame)
    {
        var bits = new BitWriter(capacity: 16 * 1024);
        int luma = 0, blue = 0, red = 0;
        for (var y = 0; y < Frame.Height; y += 2 * Block)
        {
            for (var x = 0; x < Frame.Width; x += 2 * Block)
            {
                for (var i = 0; i < 4; i++)
                    luma = EncodeBlock(bits, frame.Luma, Frame.Width, x + i % 2 * Block, y + i / 2 * Block, _luma, LumaDc, LumaAc, luma);
                blue = EncodeBlock(bits, frame.Blue, Frame.ColourWidth, x / 2, y / 2, _colour, ColourDc, ColourAc, blue);
                red = EncodeBlock(bits, frame.Red, Frame.ColourWidth, x / 2, y / 2, _colour, ColourDc, ColourAc, red);
            }
        }

        return bits.Finish();
    }

    /// <summary>A whole JFIF file around a scan.</summary>
    public byte[] WriteFile(ReadOnlySpan<byte> scan) => JpegFile.Write(_luma, _colour, scan);

    private static int EncodeBlock(
        BitWriter bits,
        byte[] plane,
        int stride,
        int left,
        int top,
        byte[] quantizers,
        HuffmanCode dc,
        HuffmanCode ac,
        int lastDc)
    {
        Span<float> coefficients = stackalloc float[64];
        Transform(plane.AsSpan(top * stride + left), stride, coefficients);

        var first = (int)MathF.Round(coefficients[0] / quantizers[0]);
        WriteValue(bits, dc, 0, first - lastDc);
        var zeros = 0;
        for (var k = 1; k < 64; k++)
        {
            var place = JpegTables.Zigzag[k];
            var value = (int)MathF.Round(coefficients[place] / quantizers[place]);
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15; zeros -= 16)
                bits.Write(ac[0xf0].Code, ac[0xf0].Length);
            WriteValue(bits, ac, zeros, value);
            zeros = 0;
        }

        if (zeros > 0)
            bits.Write(ac[0].Code, ac[0].Length);
        return first;
    }

    /// <summary>A code for run and size, then the value's own bits (ISO/IEC 10918-1, F.1.2).</summary>
    private static void WriteValue(BitWriter bits, HuffmanCode code, int zeros, int value)
    {
        var size = 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));
        var (word, length) = code[zeros << 4 | size];
        bits.Write(word, length);
        if (size > 0)
            bits.Write(value < 0 ? value - 1 : value, size);
    }

    /// <summary>The forward cosine transform (ISO/IEC 10918-1, A.3.3), rows first, then columns.</summary>
    private static void Transform(ReadOnlySpan<byte> samples, int stride, Span<float> result)
    {
        Span<float> rows = stackalloc float[64];
        for (var y = 0; y < Block; y++)
        {
            for (var u = 0; u < Block; u++)
            {
                var sum = 0f;
                for (var x = 0; x < Block; x++)
                    sum += (samples[y * stride + x] - 128) * Cosines[u * Block + x];
                rows[y * Block + u] = sum;
            }
        }

        for (var v = 0; v < Block; v++)
        {
            for (var u = 0; u < Block; u++)
            {
                var sum = 0f;
                for (var y = 0; y < Block; y++)
                    sum += rows[y * Block + u] * Cosines[v * Block + y];
                result[v * Block + u] = sum;
            }
        }
    }

    private static float[] MakeCosines()
    {
        var cosines = new float[64];
        for (var u = 0; u < Block; u++)
        {
            for (var x = 0; x < Block; x++)
                cosines[u * Block + x] = (float)((u == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos((2 * x + 1) * u * Math.PI / 16));
        }

        return cosines;
    }
}
