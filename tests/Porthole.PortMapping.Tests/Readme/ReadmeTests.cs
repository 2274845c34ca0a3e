namespace Porthole.PortMapping.Tests.Readme;

public sealed class ReadmeTests
{
    private static readonly string[] Usings = ["using System.Net;", "using Porthole.PortMapping;"];

    [Fact]
    public void Example_IsTheCodeThatIsCompiledHere()
    {
        var lines = Lines("README.md").SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```").Where(line => line.Length > 0).ToList();
        var compiled = Lines("Example.cs").SkipWhile(line => line != "// example").Skip(1).TakeWhile(line => line != "// end");

        lines.ShouldBe([.. Usings, .. compiled]);
        lines.Count.ShouldBeLessThanOrEqualTo(10, "a 10-line example");
    }

    private static List<string> Lines(string file)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(file)!);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim())];
    }
}
