using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Devices.Discovery.Onvif;

/// <summary>The scopes of an ONVIF device: <c>onvif://www.onvif.org/category/value</c>, values escaped as in URLs (ONVIF Core, 7.3.2).</summary>
internal sealed class OnvifScopes(string? text)
{
    private const string Root = "onvif://www.onvif.org/";

    /// <summary>More than any device has.</summary>
    private const int Most = 128;

    private readonly string[] _paths =
        [.. (text ?? "").Split((char[]?)null, Most, StringSplitOptions.RemoveEmptyEntries)
            .Where(scope => scope.StartsWith(Root, StringComparison.OrdinalIgnoreCase))
            .Select(scope => scope[Root.Length..])];

    /// <summary>Whether one scope at least is ONVIF's.</summary>
    public bool IsOnvif => _paths.Length > 0;

    /// <summary>The value of a category, in any spelling of it; null when it is not there or empty.</summary>
    public string? Value(string category)
    {
        foreach (var path in _paths)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            if (slash == category.Length && path.StartsWith(category, StringComparison.OrdinalIgnoreCase))
                return PlainText.Clean(Uri.UnescapeDataString(path[(slash + 1)..]));
        }

        return null;
    }
}
