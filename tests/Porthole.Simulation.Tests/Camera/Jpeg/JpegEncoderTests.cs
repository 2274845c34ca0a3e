using Porthole.Simulation.Camera.Jpeg;
using Porthole.Simulation.Camera.Picture;
using Porthole.Simulation.Tests.Support;

namespace Porthole.Simulation.Tests.Camera.Jpeg;

public sealed class JpegEncoderTests
{
    // Every value that a coefficient may take at the finest quantizers must have a code.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(50, 1)]
    [InlineData(75, 2)]
    [InlineData(99, 3)]
    [InlineData(99, 4)]
    public async Task WriteFile_Noise_IsWhatAnotherDecoderSees(int quality, int seed)
    {
        var frame = Noise(seed, smooth: seed < 3);
        var encoder = new JpegEncoder(quality);
        var decoded = await DecodeAsync(encoder.WriteFile(encoder.EncodeScan(frame)));

        // The finer the quantizers, the nearer; noise keeps only its coarse shape at 1.
        Difference(frame.Luma, decoded.AsSpan(0, frame.Luma.Length)).ShouldBeLessThan(quality >= 99 ? 2 : 40);
        if (quality >= 99)
        {
            Difference(frame.Blue, decoded.AsSpan(frame.Luma.Length, frame.Blue.Length)).ShouldBeLessThan(2);
            Difference(frame.Red, decoded.AsSpan(frame.Luma.Length + frame.Blue.Length, frame.Red.Length)).ShouldBeLessThan(2);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public async Task WriteFile_Flat_StaysFlat(byte level)
    {
        var frame = new Frame();
        frame.Fill(0, 0, Frame.Width, Frame.Height, new Colour(level, 128, 128));
        var encoder = new JpegEncoder(75);
        var decoded = await DecodeAsync(encoder.WriteFile(encoder.EncodeScan(frame)));
        decoded.Take(frame.Luma.Length).ShouldAllBe(b => Math.Abs(b - level) <= 2);
    }

    [Fact]
    public async Task EncodeScan_TestPicture_IsNearTheOriginal()
    {
        var frame = TestPicture.Draw("Front door", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), 123);
        var encoder = new JpegEncoder(75);
        var scan = encoder.EncodeScan(frame);
        scan.Length.ShouldBeInRange(4_000, 20_000);
        var decoded = await DecodeAsync(encoder.WriteFile(scan));
        Difference(frame.Luma, decoded.AsSpan(0, frame.Luma.Length)).ShouldBeLessThan(3);
    }

    [Theory]
    [InlineData(50, 16)]
    [InlineData(99, 1)]
    [InlineData(1, 255)]
    [InlineData(75, 8)]
    public void LumaQuantizers_Quality_FollowsRfc2435(int quality, byte first) => JpegTables.LumaQuantizers(quality)[0].ShouldBe(first);

    private static Frame Noise(int seed, bool smooth)
    {
        var random = new Random(seed);
        var frame = new Frame();
        foreach (var plane in new[] { frame.Luma, frame.Blue, frame.Red })
        {
            if (smooth)
            {
                for (var i = 0; i < plane.Length; i++)
                    plane[i] = (byte)(128 + 60 * Math.Sin(i / 37.0) + random.Next(-10, 10));
            }
            else
            {
                // Only the two extremes: the largest coefficients there are.
                for (var i = 0; i < plane.Length; i++)
                    plane[i] = random.Next(2) == 0 ? (byte)0 : (byte)255;
            }
        }

        return frame;
    }

    private static double Difference(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        long sum = 0;
        for (var i = 0; i < one.Length; i++)
            sum += Math.Abs(one[i] - other[i]);
        return (double)sum / one.Length;
    }

    /// <summary>The planes as ffmpeg decodes them.</summary>
    private static async Task<byte[]> DecodeAsync(byte[] jpeg)
    {
        var folder = Directory.CreateTempSubdirectory("porthole-jpeg-");
        try
        {
            var (source, target) = (Path.Combine(folder.FullName, "a.jpg"), Path.Combine(folder.FullName, "a.yuv"));
            await File.WriteAllBytesAsync(source, jpeg);
            var (exitCode, output) = await Tool.RunAsync("ffmpeg", "-v", "error", "-i", source, "-f", "rawvideo", "-pix_fmt", "yuvj420p", target);
            exitCode.ShouldBe(0, output);
            output.ShouldBeEmpty();
            return await File.ReadAllBytesAsync(target);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
