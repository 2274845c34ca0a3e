using System.Text.Json;

namespace Porthole.Lab;

/// <summary>What people do with a camera, done with the programs that people use.</summary>
public static class Viewing
{
    // Five packets are more than a handshake and a key frame: the stream flows.
    private const string PacketsToRead = "%+#5";

    // ffprobe's unit is the microsecond; longer than a camera needs on a machine with two busy cores.
    private const string AnswerTimeout = "15000000";

    // Seconds that curl waits; a closed port of the router drops silently.
    private const string FetchTimeout = "15";
    private const string ClosedTimeout = "2";

    /// <summary>Plays a stream over TCP and tells what is in it; throws when it does not play.</summary>
    public static async Task<VideoStream> ProbeRtspAsync(this NetworkHost viewer, string url)
    {
        var result = await viewer.RunAsync(
            "ffprobe", "-v", "error", "-rtsp_transport", "tcp", "-timeout", AnswerTimeout, "-analyzeduration", "1000000",
            "-read_intervals", PacketsToRead, "-count_packets", "-select_streams", "v:0", "-show_entries", "stream=codec_name,width,height,nb_read_packets",
            "-of", "json", url);
        using var document = JsonDocument.Parse(result.Output);
        var streams = document.RootElement.GetProperty("streams");
        if (streams.GetArrayLength() == 0)
            throw new LabException($"No video in {url}: {result}");
        var video = streams[0];
        return new VideoStream(
            video.GetProperty("codec_name").GetString()!,
            video.GetProperty("width").GetInt32(),
            video.GetProperty("height").GetInt32(),
            int.Parse(video.GetProperty("nb_read_packets").GetString()!));
    }

    /// <summary>Fetches a page with curl, from one of the viewer's addresses when one is named; throws when there is none.</summary>
    public static async Task<string> GetAsync(this NetworkHost viewer, string url, string? from = null) =>
        (await viewer.TryGetAsync(url, from, FetchTimeout)).OrThrow().Output;

    /// <summary>Whether a page can be fetched; a short patience tells a closed port.</summary>
    public static async Task<bool> CanGetAsync(this NetworkHost viewer, string url, string? from = null) =>
        (await viewer.TryGetAsync(url, from, ClosedTimeout)).Succeeded;

    private static Task<CommandResult> TryGetAsync(this NetworkHost viewer, string url, string? from, string seconds) =>
        viewer.TryAsync("curl", ["-sS", "--fail", "--max-time", seconds, .. from is null ? Array.Empty<string>() : ["--interface", from], url]);
}

/// <summary>A video stream that plays.</summary>
/// <param name="Codec">The codec's name.</param>
/// <param name="Width">The width in pixels; every camera of the lab has its own.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Packets">How many packets arrived.</param>
public sealed record VideoStream(string Codec, int Width, int Height, int Packets);
