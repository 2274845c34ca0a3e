using Porthole.Simulation.Tests.Support;
using System.Globalization;

namespace Porthole.Simulation.Tests.Camera;

/// <summary>Players that others wrote show the simulated camera.</summary>
public sealed class PlayerTests
{
    [Fact]
    public async Task Ffprobe_Stream_ShowsCodecAndSize()
    {
        await using var camera = SimulatedCamera.Start();
        var (exitCode, output) = await Tool.RunAsync(
            "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-show_streams", "-of", "default=noprint_wrappers=1", camera.StreamUrl.ToString());
        exitCode.ShouldBe(0, output);
        output.ShouldContain("codec_name=mjpeg");
        output.ShouldContain("width=320");
        output.ShouldContain("height=240");
        output.ShouldContain("pix_fmt=yuvj420p");
    }

    [Fact]
    public async Task Ffmpeg_TenFrames_DecodesWithoutErrors()
    {
        await using var camera = SimulatedCamera.Start();
        var (exitCode, output) = await Tool.RunAsync(
            "ffmpeg", "-v", "error", "-rtsp_transport", "tcp", "-i", camera.StreamUrl.ToString(), "-frames:v", "10", "-f", "null", "-");
        exitCode.ShouldBe(0, output);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ffmpeg_NoTransportAsked_FallsBackFromUdpToTcp()
    {
        await using var camera = SimulatedCamera.Start();
        var (exitCode, output) = await Tool.RunAsync(
            "ffmpeg", "-v", "error", "-i", camera.StreamUrl.ToString(), "-frames:v", "3", "-f", "null", "-");
        exitCode.ShouldBe(0, output);
    }

    [Fact]
    public async Task Ffmpeg_TwoViewersAtOnce_BothSeeTheMovingPicture()
    {
        await using var camera = SimulatedCamera.Start();
        string[] arguments = ["-v", "error", "-rtsp_transport", "tcp", "-i", camera.StreamUrl.ToString(), "-frames:v", "5", "-f", "framemd5", "-"];
        var outcomes = await Task.WhenAll(Tool.RunAsync("ffmpeg", arguments), Tool.RunAsync("ffmpeg", arguments));
        foreach (var (exitCode, output) in outcomes)
        {
            exitCode.ShouldBe(0, output);
            var pictures = output.Split('\n').Where(l => l.StartsWith("0,", StringComparison.Ordinal)).Select(l => l.Split(',')[^1].Trim()).ToList();
            pictures.Count.ShouldBe(5, output);
            pictures.Distinct().Count().ShouldBe(5, "every picture differs from the one before");
        }
    }

    [Fact]
    public async Task Ffmpeg_Snapshot_LooksLikeTheTestPicture()
    {
        await using var camera = SimulatedCamera.Start();
        var file = Path.Combine(Path.GetTempPath(), $"porthole-snapshot-{Guid.NewGuid():N}.jpg");
        try
        {
            await File.WriteAllBytesAsync(file, camera.TakeSnapshot());

            // The mean of each plane in the left-most, light grey bar.
            var (exitCode, output) = await Tool.RunAsync(
                "ffmpeg", "-v", "info", "-i", file, "-vf", "crop=24:16:8:40,signalstats,metadata=print", "-f", "null", "-");
            exitCode.ShouldBe(0, output);
            Mean(output, "YAVG").ShouldBe(191, 66);
            Mean(output, "UAVG").ShouldBe(128, 6);
            Mean(output, "VAVG").ShouldBe(128, 6);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Mean(string output, string plane)
    {
        var line = output.Split('\n').FirstOrDefault(l => l.Contains($"signalstats.{plane}="));
        return double.Parse(line.ShouldNotBeNull(output).Split('=')[^1], CultureInfo.InvariantCulture);
    }
}
