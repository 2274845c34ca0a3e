using System.Text.RegularExpressions;

namespace Porthole.Agent.Devices.Registry;

/// <summary>
/// A port in one word, for command lines and tables: <c>rtsp:554&gt;8554/tcp@relay</c> is name, internal port, external
/// port, protocol and route; only the internal port must be there. A <c>!</c> at the end insists on a port that is refused otherwise.
/// </summary>
/// <remarks>A colon does instead of the <c>&gt;</c>, which a shell takes for its own unless it is quoted.</remarks>
internal static partial class PortText
{
    public const string Example = "rtsp:554>8554/tcp";

    /// <summary>The port; null when the text has another form. Its numbers and words are checked with the device.</summary>
    public static PortDocument? Read(string text)
    {
        var match = Form().Match(text.Trim());
        if (!match.Success || !int.TryParse(match.Groups["inner"].ValueSpan, out var inner)) return null;
        var protocol = match.Groups["protocol"] is { Success: true } named ? named.Value.ToLowerInvariant() : "tcp";
        return new PortDocument
        {
            Name = match.Groups["name"] is { Success: true } name ? name.Value.Trim() : PortNames.For(protocol == "udp" ? PortMapping.Transport.Udp : PortMapping.Transport.Tcp, inner),
            Protocol = protocol,
            Internal = inner,
            External = match.Groups["outer"] is { Success: true } outer ? int.Parse(outer.ValueSpan) : null,
            Route = match.Groups["route"] is { Success: true } route ? route.Value.ToLowerInvariant() : "auto",
            Force = match.Groups["force"].Success,
        };
    }

    public static string Write(PortDocument port) =>
        $"{WritableName(port.Name)}:{port.Internal}{(port.External is { } outer ? $">{outer}" : "")}/{port.Protocol}{(port.Route == "auto" ? "" : $"@{port.Route}")}{(port.Force ? "!" : "")}";

    // Another sign in place of one that has a meaning here: the forward's identity stays the same.
    private static string WritableName(string name)
    {
        var written = string.Concat(name.Select(character => character is ':' or ';' or '>' ? '-' : character));
        return written.All(char.IsAsciiDigit) ? $"{written}-" : written;
    }

    // Five digits at the most: what is no port number is told as such where all numbers are checked.
    [GeneratedRegex(@"^((?<name>[^:;>]*[^:;>\s\d][^:;>]*):)?(?<inner>\d{1,5})([:>](?<outer>\d{1,5}))?(/(?<protocol>\w+))?(@(?<route>\w+))?(?<force>!)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
