using System.Text.RegularExpressions;
using Porthole.Agent.Dashboard;

namespace Porthole.Agent.Tests.Dashboard;

/// <summary>What the browser is told to fetch with the page itself: all of the first screen, so that no file waits until another has named it.</summary>
public sealed partial class FirstScreenTests
{
    private const string Entry = "dashboard.js";

    [Fact]
    public void Index_ModulesOfTheFirstScreen_AreAllNamedAndNoOther()
    {
        var named = Preload.Matches(DashboardFiles.ReadText("index.html")).Select(match => match.Groups["file"].Value).Append(Entry);

        named.Order().ShouldBe(Imported(Entry, []).Order());
    }

    /// <summary>The module and all that it imports at once; what it imports later by <c>import()</c> is not part of the first screen.</summary>
    private static HashSet<string> Imported(string module, HashSet<string> known)
    {
        if (!known.Add(module)) return known;
        foreach (Match match in Import.Matches(DashboardFiles.ReadText(module)))
        {
            var url = new Uri(new Uri($"http://dashboard/{module}"), match.Groups["file"].Value);
            Imported(url.AbsolutePath.TrimStart('/'), known);
        }

        return known;
    }

    [GeneratedRegex("""<link rel="modulepreload" href="(?<file>[^"]+)">""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Preload { get; }

    [GeneratedRegex("""^import [^;]* from "(?<file>[^"]+)";""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Import { get; }
}
