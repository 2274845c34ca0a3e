using System.Text.RegularExpressions;
using Porthole.Agent.Cli;

namespace Porthole.Agent.Tests.Cli;

/// <summary>The installer at the top of the checkout says nothing that the program does not know.</summary>
public sealed partial class InstallScriptTests
{
    private static readonly string Script = File.ReadAllText(Path.Combine(Checkout(), "install.ps1"));

    [Fact]
    public void Script_EveryCommandItRuns_IsOneOfThePrograms()
    {
        var commands = ProgramCalls().Matches(Script).Select(match => match.Groups["words"].Value + " state").ToList();

        commands.Count.ShouldBe(3);
        foreach (var command in commands) PortholeCommand.Create().Parse(command).Errors.ShouldBeEmpty(command);
    }

    [Theory]
    [InlineData("InstallDir")]
    [InlineData("Settings")]
    [InlineData("NoFirewallRule")]
    [InlineData("Uninstall")]
    [InlineData("KeepSettings")]
    public void Script_EveryParameter_IsDeclaredAndTold(string parameter)
    {
        Script.ShouldContain($"] ${parameter}");
        Script[..Script.IndexOf("#>", StringComparison.Ordinal)].ShouldContain(parameter);
    }

    [Fact]
    public void Script_NewInstallation_OpensNothing() => Script.ShouldContain("\"Devices\": []");

    private static string Checkout()
    {
        var folder = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        while (!File.Exists(Path.Combine(folder, "Agent.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    // As an argument of the task, as a command of its own, and in the advice of a message.
    [GeneratedRegex("""(-Argument "|\$program )(?<words>(run|status) --data) """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProgramCalls();
}
