using System.Globalization;

namespace Porthole.Agent.Diagnosis.Firewalls.Windows;

/// <summary>A rule of Windows Firewall, as the registry keeps it: <c>v2.31|Action=Allow|Active=TRUE|Dir=In|App=C:\…|Name=…|</c> ([MS-GPFAS] 2.2.2).</summary>
/// <param name="Name">As Windows shows it; for its own rules a reference into a library.</param>
/// <param name="Allows">Whether it lets in; else it turns away, and wins over every rule that lets in.</param>
/// <param name="App">The program that it is for; null for all.</param>
/// <param name="Fields">All fields; a key may stand more than once.</param>
internal sealed record WindowsRule(string Name, bool Allows, string? App, ILookup<string, string> Fields)
{
    private const int Tcp = 6;
    private const int Udp = 17;

    /// <summary>Null when it is switched off, for outgoing connections, or no rule.</summary>
    public static WindowsRule? Read(string text)
    {
        var fields = text.Split('|').Select(field => field.Split('=', 2)).Where(field => field.Length == 2).ToLookup(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase);
        if (!Is(fields, "Active", "TRUE") || !Is(fields, "Dir", "In") || fields["Action"].FirstOrDefault() is not ("Allow" or "Block") and not null) return null;
        var app = fields["App"].FirstOrDefault();
        return new WindowsRule(fields["Name"].FirstOrDefault() ?? "", Is(fields, "Action", "Allow"), app is null ? null : Environment.ExpandEnvironmentVariables(app), fields);
    }

    /// <summary>Whether it is about connections to this port of this program. Null when that depends on more than is known here.</summary>
    public bool? Concerns(string program, ListenPort port)
    {
        if (App is not null && !App.Equals(program, StringComparison.OrdinalIgnoreCase)) return false;
        if (Fields["Protocol"].FirstOrDefault() is { } protocol && protocol != (port.Word == "tcp" ? Tcp : Udp).ToString(CultureInfo.InvariantCulture)) return false;
        var ports = Fields["LPort"].Concat(Fields["LPort2_10"]).ToList();
        if (ports.Count > 0 && !ports.Exists(text => IsIn(text, port.Number))) return false;

        // Rules of a service, a store app, some addresses, cards or kinds of network only.
        return App is null && ports.Count == 0 ? null : Array.Exists(["Svc", "AppPkgId", "LUAuth", "RA4", "RA42", "LA4", "RPort", "RPort2_10", "IF", "IFType", "Profile", "RMauth", "Security"], key => Fields[key].Any()) ? null : true;
    }

    // "8554", "8000-8100"; words such as "RPC" are not ours.
    private static bool IsIn(string text, int port)
    {
        var cut = text.IndexOf('-', StringComparison.Ordinal);
        var (from, to) = cut < 0 ? (text, text) : (text[..cut], text[(cut + 1)..]);
        return int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last) && port >= first && port <= last;
    }

    private static bool Is(ILookup<string, string> fields, string key, string value) => string.Equals(fields[key].FirstOrDefault(), value, StringComparison.OrdinalIgnoreCase);
}
