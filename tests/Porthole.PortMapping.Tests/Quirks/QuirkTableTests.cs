using System.Reflection;

namespace Porthole.PortMapping.Tests.Quirks;

/// <summary>Holds QUIRKS.md and the tests together: every row has a test, every test that claims a row stands in it.</summary>
public sealed class QuirkTableTests
{
    private static readonly ILookup<string, string> Tests = typeof(QuirkTableTests).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().SelectMany(method => method.GetCustomAttributes<QuirkAttribute>(), (method, quirk) => (quirk.Row, Name: $"{type.Name}.{method.Name}")))
        .ToLookup(test => test.Row, test => test.Name);

    public static TheoryData<string> Rows => [.. Table.Select(row => row.Name)];

    private static IReadOnlyList<QuirkRow> Table { get; } = ReadTable();

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_OfTheTable_NamesItsTests(string name)
    {
        var row = Table.Single(row => row.Name == name);

        Tests[name].ShouldNotBeEmpty("a quirk that no test holds");
        string.Join("<br>", row.Tests).ShouldBe(string.Join("<br>", Tests[name].Order(StringComparer.Ordinal)), "the table's last column");
    }

    [Fact]
    public void Test_WithAQuirk_StandsInTheTable() =>
        Tests.Select(test => test.Key).Except(Table.Select(row => row.Name)).ShouldBeEmpty();

    // Sections 2 and 3 of the notes on what routers do; a row may go only with its reason in the commit.
    [Fact]
    public void Table_Sections_HaveAllTheirRows() =>
        Table.CountBy(row => row.Name.Split(' ')[0]).OrderBy(section => section.Key, StringComparer.Ordinal).Select(section => $"{section.Key}: {section.Value}")
            .ShouldBe(["2: 9", "3a: 22", "3b: 22", "3c: 12", "3d: 19", "3e: 37"]);

    private static List<QuirkRow> ReadTable()
    {
        using var reader = new StreamReader(typeof(QuirkTableTests).Assembly.GetManifestResourceStream("QUIRKS.md")!);
        return [.. reader.ReadToEnd().Split('\n')
            .Where(line => line.StartsWith("| 2", StringComparison.Ordinal) || line.StartsWith("| 3", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => new QuirkRow(cells[1], cells[4].Split("<br>", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))];
    }

    private sealed record QuirkRow(string Name, IReadOnlyList<string> Tests);
}
