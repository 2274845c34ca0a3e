using System.CommandLine;
using System.Diagnostics;
using Porthole.Agent.Cli;

namespace Porthole.Agent.Tests.Cli;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("st", "status")]
    [InlineData("devices p", "pause")]
    [InlineData("devices add --fr", "--from-discovery")]
    [InlineData("completion b", "bash")]
    public void Suggest_BeginningOfAWord_OffersTheWord(string line, string word)
    {
        using var output = new StringWriter();
        var text = $"porthole {line}";

        PortholeCommand.Create().Parse([$"[suggest:{text.Length}]", text]).Invoke(new InvocationConfiguration { Output = output });

        output.ToString().ReplaceLineEndings("\n").Split('\n').ShouldContain(word);
    }

    [Fact]
    public async Task Bash_Tab_CompletesByAskingTheProgram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "There is no bash here.");
        var script = CompletionCommand.Script("bash") + """
            porthole() { [ "$1" = "[suggest:14]" ] && [ "$2" = "porthole devic" ] && printf 'devices\nstatus\n'; }
            COMP_LINE="porthole devic" COMP_POINT=14 COMP_WORDS=(porthole devic) COMP_CWORD=1
            _porthole
            echo "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;

        (await bash.StandardOutput.ReadToEndAsync()).Trim().ShouldBe("devices");
    }
}
