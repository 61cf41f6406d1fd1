package dev.headrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names are made the same way everywhere, and never twice in a table.
class NamingTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "firstName,first_name,first_name",
                "FirstName,first_name,first_name",
                "first name,first_name,first_name",
                "first-name,first_name,first_name",
                "first.name,first_name,first_name",
                "orderID,order_id,order_id",
                "HTTPServer,httpserver,httpserver",
                "XMLParser,xmlparser,xmlparser",
                "iPhone6S,i_phone_6_s,i_phone_6_s",
                "address1,address_1,address_1",
                "address_1,address_1,address_1",
                "UTF8Value,utf_8_value,utf_8_value",
                "S3Bucket,s_3_bucket,s_3_bucket",
                "v2API,v_2_api,v_2_api",
                "1stPlace,_1_st_place,_1_st_place",
                "2024_sales,_2024_sales,_2024_sales",
                "total$amount,total_amount,total_amount",
                "$price,_price,price",
                "%_Change,_change,change",
                "Name (USD),name_usd_,name_usd_",
                "Montréal report,montreal_report,montreal_report",
                "_private,_private,private",
                "My__Custom_Field__c,my_custom_field_c,my_custom_field_c",
                "userData,user_data,user_data",
                "user.data,user_data,user_data",
                "Straße,strasse,strasse",
                "Имя,imya,imya",
                "Łódź,lodz,lodz",
                "カナ,kana,kana"
            })
    void snakeCase(String source, String column, String table) {
        assertThat(Naming.SNAKE.column(source)).isEqualTo(column);
        assertThat(Naming.SNAKE.table(source)).isEqualTo(table);
    }

    @Test
    void lowerCaseKeepsWordsTogether() {
        assertThat(Naming.LOWER.column("StateProvince")).isEqualTo("stateprovince");
        assertThat(Naming.LOWER.column("first name")).isEqualTo("first_name");
    }

    @Test
    void sourceNamesStay() {
        assertThat(Naming.SOURCE.column("First Näme")).isEqualTo("First Näme");
    }

    @Test
    void theNameThatNeedsNoChangeKeepsItWhateverTheOrder() {
        Map<String, String> names = columns(List.of("userData", "user_data", "user.data"));
        assertThat(names.get("user_data")).isEqualTo("user_data");
        assertThat(names.get("userData")).matches("user_data_[0-9a-f]{8}");
        assertThat(names.get("user.data")).matches("user_data_[0-9a-f]{8}");
        assertThat(Set.copyOf(names.values())).hasSize(3);
        assertThat(columns(List.of("user.data", "userData", "user_data"))).isEqualTo(names);
    }

    @Test
    void aNameGivenBeforeNeverChanges() {
        Map<String, String> names =
                Naming.SNAKE.columns(
                        List.of("userData", "user_data"),
                        Map.of("userData", "user_data"),
                        Set.of());
        assertThat(names.get("userData")).isEqualTo("user_data");
        assertThat(names.get("user_data")).matches("user_data_[0-9a-f]{8}");
    }

    @Test
    void aReservedNameIsAvoided() {
        assertThat(Naming.SNAKE.columns(List.of("_file"), Map.of(), Set.of("_file")).get("_file"))
                .matches("_file_[0-9a-f]{8}");
    }

    @Test
    void longNamesAreCutBetweenCharacters() {
        String name = Naming.SOURCE.column("ä".repeat(40));
        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(63);
        assertThat(name).matches("ä{27}_[0-9a-f]{8}");
        assertThat(Naming.SOURCE.column("ä".repeat(41))).isNotEqualTo(name);
        assertThat(Naming.SNAKE.column("x".repeat(63))).isEqualTo("x".repeat(63));
    }

    private static Map<String, String> columns(Collection<String> sources) {
        return Naming.SNAKE.columns(sources, Map.of(), Set.of());
    }
}
