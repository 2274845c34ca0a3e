namespace Porthole.Simulation.Http;

/// <summary>Looks things up in headers as they came.</summary>
internal static class HeaderList
{
    /// <summary>The value of the first header of that name, in any spelling; null when absent.</summary>
    public static string? Find(this IReadOnlyList<KeyValuePair<string, string>> headers, string name)
    {
        foreach (var (key, value) in headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}
