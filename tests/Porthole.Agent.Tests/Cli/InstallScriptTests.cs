using System.Diagnostics;
using System.Text.RegularExpressions;
using Porthole.Agent.Cli;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Cli;

/// <summary>The installers at the top of the checkout say nothing that the program does not know.</summary>
public sealed partial class InstallScriptTests
{
    private static readonly string Windows = File.ReadAllText(Path.Combine(Checkout.Folder, "install.ps1"));
    private static readonly string Linux = File.ReadAllText(Path.Combine(Checkout.Folder, "install.sh"));

    [Fact]
    public void Windows_EveryCommandItRuns_IsOneOfThePrograms()
    {
        // Lists of words: @('service', 'install'), and those that are added to it by $words +=.
        var commands = Lists().Matches(Windows).Select(list => string.Join(' ', Words().Matches(list.Value).Select(word => word.Groups["word"].Value))).ToList();

        commands.ShouldBe(["service install", "status", "service stop", "service start", "service stop", "service uninstall", "service start", "service uninstall"]);
        foreach (var command in commands) PortholeCommand.Create().Parse(command).Errors.ShouldBeEmpty(command);
    }

    [Theory]
    [InlineData("service install", "--settings x --start --no-tray --no-firewall-rule")]
    [InlineData("service uninstall", "--remove-data")]
    public void Windows_EveryOptionItAdds_IsOneOfTheCommands(string command, string options)
    {
        PortholeCommand.Create().Parse($"{command} {options}").Errors.ShouldBeEmpty();
        foreach (var option in options.Split(' ').Where(word => word.StartsWith('-'))) Windows.ShouldContain($"$words += '{option}'");
    }

    [Fact]
    public void Windows_OptionsItAdds_AreNoOthers() => AddedOptions().Matches(Windows).Select(match => match.Groups["option"].Value).Distinct().Order()
        .ShouldBe(["--no-firewall-rule", "--no-tray", "--remove-data", "--settings", "--start"]);

    [Theory]
    [InlineData("InstallDir")]
    [InlineData("Settings")]
    [InlineData("Silent")]
    [InlineData("NoTray")]
    [InlineData("NoFirewallRule")]
    [InlineData("Uninstall")]
    [InlineData("KeepSettings")]
    public void Windows_EveryParameter_IsDeclaredAndTold(string parameter)
    {
        Windows.ShouldContain($"] ${parameter}");
        Windows[..Windows.IndexOf("#>", StringComparison.Ordinal)].ShouldContain($".PARAMETER {parameter}");
    }

    // PowerShell 7's own, which 5.1 does not parse: ?:, ??, ?., &&, ||, -Parallel, clean {}.
    [Fact]
    public void Windows_Grammar_IsThatOfPowerShell5() => NewGrammar().Matches(WithoutComments(Windows)).Select(match => match.Value).ShouldBeEmpty();

    // A download that lies in "porthole (1) [new]" would be taken for a pattern that matches nothing.
    [Fact]
    public void Windows_Paths_AreTakenLiterally() => Regex.Matches(Windows, @"(Copy-Item|Move-Item|Remove-Item|Test-Path|Get-ChildItem|Get-Content|Resolve-Path) -Path\b", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).ShouldBeEmpty();

    // Windows PowerShell 5.1 reads a script without a mark in the code page of the PC.
    [Fact]
    public void Windows_Script_IsAscii() => Windows.ShouldAllBe(character => char.IsAscii(character));

    [Fact]
    public void Windows_Brackets_CloseInOrder()
    {
        var open = new Stack<char>();
        foreach (var bracket in Strings().Replace(WithoutComments(Windows), "").Where("(){}[]".Contains))
        {
            if ("({[".Contains(bracket)) open.Push(bracket);
            else $"{(open.Count == 0 ? ' ' : open.Pop())}{bracket}".ShouldBeOneOf("()", "{}", "[]");
        }

        open.ShouldBeEmpty();
    }

    [Fact]
    public void Windows_EveryFunctionItCalls_IsItsOwnOrKnown()
    {
        var own = Functions().Matches(Windows).Select(match => match.Groups["name"].Value).ToList();
        own.ShouldBeUnique();
        foreach (var function in own) Regex.Count(Windows, $@"\b{function}\b", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeGreaterThan(1, $"{function} is never called");
    }

    [Fact]
    public void Linux_EveryCommandItRuns_IsOneOfThePrograms()
    {
        var commands = LinuxCalls().Matches(Linux).Select(match => match.Groups["words"].Value.Trim()).ToList();

        commands.Count.ShouldBe(8);
        foreach (var command in commands) PortholeCommand.Create().Parse(command).Errors.ShouldBeEmpty(command);
    }

    [Fact]
    public void Linux_EveryOption_IsTold()
    {
        var options = LinuxOptions().Matches(Linux).Select(match => match.Groups["option"].Value).ToList();

        options.Order().ShouldBe(["--dir", "--dry-run", "--keep-settings", "--settings", "--uninstall"]);
        foreach (var option in options) Linux[..Linux.IndexOf("TEXT\n}", StringComparison.Ordinal)].ShouldContain($"  {option} ");
    }

    [Theory]
    [InlineData("/opt/porthole/", "Would put Porthole into /opt/porthole, link it")]
    [InlineData("/srv/my porthole//", "Would put Porthole into /srv/my porthole, link it")]
    public async Task Linux_FolderWithASlashAtItsEnd_IsThatFolder(string folder, string said) =>
        (await InstallAsync("--dry-run", "--dir", folder)).ShouldSatisfyAllConditions(result => result.Code.ShouldBe(0), result => result.Said.ShouldStartWith(said));

    [Theory]
    [InlineData("--dir")]
    [InlineData("--uninstall --dir")]
    public async Task Linux_FolderInWhichOnlyTheCommandsLinkStands_IsNotTakenForPortholes(string words)
    {
        using var folder = new TemporaryFolder();
        var program = Directory.CreateDirectory(folder.File("program")).FullName;
        foreach (var file in new[] { "porthole", "porthole.dll" }) await File.WriteAllTextAsync(Path.Combine(program, file), "", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(program, "porthole"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var commands = Directory.CreateDirectory(folder.File("bin")).FullName;
        File.CreateSymbolicLink(Path.Combine(commands, "porthole"), Path.Combine(program, "porthole"));

        (await InstallAsync(["--dry-run", .. words.Split(' '), program])).Code.ShouldBe(0);
        var (code, said) = await InstallAsync(["--dry-run", .. words.Split(' '), commands]);

        (code, said).ShouldBe((1, $"install.sh: {commands} is there and holds no Porthole. Name another folder with --dir. Nothing was changed."));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/opt/")]
    [InlineData("opt/porthole")]
    public async Task Linux_FolderThatIsNotPortholesOwn_IsRefused(string folder) =>
        (await InstallAsync("--dry-run", "--dir", folder)).ShouldSatisfyAllConditions(result => result.Code.ShouldBe(1), result => result.Said.ShouldContain("--dir wants a folder of its own"));

    private static async Task<(int Code, string Said)> InstallAsync(params string[] words)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for Linux.");
        var start = new ProcessStartInfo("sh", [Path.Combine(Checkout.Folder, "install.sh"), .. words]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, (output + await error).Trim());
    }

    private static string WithoutComments(string script) => Comments().Replace(script, "");

    [GeneratedRegex("""@\('(service|status)'[^)]*\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lists();

    [GeneratedRegex("""'(?<word>[^']+)'""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex("""\$words \+= '(?<option>--[^']+)'""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AddedOptions();

    [GeneratedRegex("""(?s)<#.*?#>|(?m)^\s*#.*$""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    [GeneratedRegex("""'[^']*'|"(`.|[^"`])*["]""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Strings();

    [GeneratedRegex("""\?\?|\?\.|&&|\|\||-Parallel|^\s*clean\s*\{|\s\?\s[^{]*\s:\s""", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NewGrammar();

    [GeneratedRegex("""(?m)^function (?<name>[A-Za-z-]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Functions();

    [GeneratedRegex("""\$dir/porthole" (?<words>(service [a-z]+( --[a-z-]+)?|status))""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinuxCalls();

    [GeneratedRegex("""(?m)^        (?<option>--[a-z-]+)\)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinuxOptions();
}
