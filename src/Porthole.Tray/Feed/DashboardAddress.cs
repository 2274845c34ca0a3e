namespace Porthole.Tray.Feed;

/// <summary>The dashboard's address as the browser gets it.</summary>
internal static class DashboardAddress
{
    /// <summary>The part to show and the sign-in, both behind the <c>#</c>, which no browser sends anywhere. A browser's address is seen by others, so it holds a code that is good once.</summary>
    /// <param name="agent">Where the agent answers.</param>
    /// <param name="fragment">The part to show; empty for the top.</param>
    /// <param name="code">The code that signs in; null when there is none, and the dashboard then only shows.</param>
    public static string Of(AgentAddress agent, string fragment, string? code)
    {
        var signIn = code is null ? "" : $"code={Uri.EscapeDataString(code)}";
        var between = fragment.Length > 0 && signIn.Length > 0 ? "&" : "";
        return fragment.Length + signIn.Length == 0 ? $"{agent}" : $"{agent}#{fragment}{between}{signIn}";
    }
}
