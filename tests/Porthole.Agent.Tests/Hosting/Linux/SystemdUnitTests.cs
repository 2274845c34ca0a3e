using System.Diagnostics;
using System.Text.RegularExpressions;
using Porthole.Agent.Hosting.Linux;
using Porthole.Agent.Tests.Support;

namespace Porthole.Agent.Tests.Hosting.Linux;

/// <summary>The unit in the judgement of systemd's own tools.</summary>
public sealed partial class SystemdUnitTests
{
    private const string Tool = "/usr/bin/systemd-analyze";

    [Fact]
    public void Text_JudgedBySystemd_IsExposedLittle()
    {
        using var folder = new TemporaryFolder();

        var (_, output) = Analyze("security --offline=true --no-pager", Write(folder, "/bin/true"));

        var exposure = double.Parse(Exposure().Match(output).Groups["level"].Value);
        exposure.ShouldBeLessThan(2.5, output);
    }

    [Theory]
    [InlineData("/bin/true")]
    [InlineData("/tmp/with a space/100%/$HOME/true")]
    public void Text_ReadBySystemd_IsWithoutAMistake(string program)
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output) = Analyze("verify --man=no --recursive-errors=no", Write(folder, program));

        // The second program is not there, which systemd says: that it names the very path shows that the path survived.
        if (program == "/bin/true") (exitCode, output.Trim()).ShouldBe((0, ""));
        else output.ShouldContain($"Command {program} is not executable");
    }

    [Fact]
    public void Text_RightsAndWatchdog_AreAsPromised()
    {
        var lines = SystemdUnit.Text("/opt/porthole/porthole").Split('\n');

        lines.ShouldContain("ExecStart=\"/opt/porthole/porthole\" run");
        lines.ShouldContain("Type=notify");
        lines.ShouldContain("DynamicUser=yes");
        lines.ShouldContain("StateDirectory=porthole");
        lines.ShouldContain("WatchdogSec=60");
        lines.ShouldContain("CapabilityBoundingSet=CAP_NET_BIND_SERVICE");
    }

    private static string Write(TemporaryFolder folder, string program)
    {
        var path = folder.File(SystemdUnit.Name);
        File.WriteAllText(path, SystemdUnit.Text(program));
        return path;
    }

    private static (int ExitCode, string Output) Analyze(string words, string unit)
    {
        Assert.SkipUnless(File.Exists(Tool), $"{Tool} is not installed (Debian's systemd); tests/run.sh installs it.");
        using var process = Process.Start(new ProcessStartInfo(Tool, [.. words.Split(' '), unit]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    [GeneratedRegex("""Overall exposure level for \S+: (?<level>[0-9.]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Exposure();
}
