using System.CommandLine;

namespace Porthole.Agent.Cli;

/// <summary><c>porthole completion</c>: the script that lets a shell complete commands and options, by asking the program itself.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _porthole() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(porthole "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _porthole porthole

        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName porthole -ScriptBlock {
            param($word, $line, $position)
            porthole "[suggest:$position]" "$line" | Where-Object { $_ -like "$word*" } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
            }
        }

        """;

    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "bash or powershell" };
        shell.AcceptOnlyFromAmong("bash", "powershell");
        var command = new ExampleCommand(
            "completion",
            "Print the script that completes commands at the Tab key",
            """
            porthole completion bash > /etc/bash_completion.d/porthole
            porthole completion powershell >> $PROFILE
            """) { shell };
        command.SetAction(parsed =>
        {
            Console.Write(Script(parsed.GetRequiredValue(shell)));
            return ExitCodes.Good;
        });
        return command;
    }

    /// <summary>The script for a shell.</summary>
    public static string Script(string shell) => shell == "bash" ? Bash : PowerShell;
}
