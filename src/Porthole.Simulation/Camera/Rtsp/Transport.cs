namespace Porthole.Simulation.Camera.Rtsp;

/// <summary>The Transport header of SETUP (RFC 2326, 12.39).</summary>
internal static class Transport
{
    /// <summary>Whether one of the offers is RTP over the RTSP connection, and on which channel. The first such offer counts.</summary>
    public static bool TryReadInterleaved(string? header, out byte channel)
    {
        channel = 0;
        foreach (var offer in (header ?? "").Split(','))
        {
            var parts = offer.Split(';', StringSplitOptions.TrimEntries);
            if (!parts[0].Equals("RTP/AVP/TCP", StringComparison.OrdinalIgnoreCase))
                continue;
            var channels = Array.Find(parts, p => p.StartsWith("interleaved=", StringComparison.OrdinalIgnoreCase));

            // Without channels the server chooses; 255 has no odd one behind it for reports.
            return channels is null
                || (byte.TryParse(channels["interleaved=".Length..].Split('-')[0], out channel) && channel < byte.MaxValue);
        }

        return false;
    }
}
