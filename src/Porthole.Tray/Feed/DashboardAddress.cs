namespace Porthole.Tray.Feed;

/// <summary>The dashboard's address as the browser gets it.</summary>
internal static class DashboardAddress
{
    /// <summary>The part to show and the sign-in, both behind the <c>#</c>, which no browser sends anywhere. A browser's address is seen by others, so it holds a code that is good once.</summary>
    /// <param name="agent">Where the agent answers.</param>
    /// <param name="fragment">The part to show; empty for the top.</param>
    /// <param name="code">The code that signs in; null when there is none, and the dashboard then only shows.</param>
    public static Uri Of(Uri agent, string fragment, string? code)
    {
        string[] parts = code is null ? [fragment] : [fragment, $"code={Uri.EscapeDataString(code)}"];
        var behind = string.Join('&', parts.Where(part => part.Length > 0));
        return behind.Length == 0 ? agent : new Uri(agent, $"#{behind}");
    }
}
